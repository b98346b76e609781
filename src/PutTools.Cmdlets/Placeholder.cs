namespace PutTools.Cmdlets;

internal static class Placeholder;
