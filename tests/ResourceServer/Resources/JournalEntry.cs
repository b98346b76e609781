namespace PutTools.Testing;

/// <summary>One applied write.</summary>
/// <param name="Id">Its number in the journal, from 1.</param>
/// <param name="Method">PUT, PATCH or DELETE.</param>
/// <param name="Path">The resource's path as it was sent, with its percent-encoding.</param>
/// <param name="Key">The Idempotency-Key of the request.</param>
/// <param name="Version">The version of the resource after the write.</param>
/// <param name="BodyHash">SHA-256 of the request's body, in hexadecimal.</param>
public sealed record JournalEntry(int Id, string Method, string Path, string? Key, long Version, string BodyHash);
