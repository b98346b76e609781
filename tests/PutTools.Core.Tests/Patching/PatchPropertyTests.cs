using System;
using PutTools.Http;
using PutTools.Patching;
using Xunit;
using Xunit.Abstractions;

namespace PutTools.Core.Tests.Patching;

/// <summary>
/// Properties of any two states, tested with generated ones: most pairs differ a little, some are unrelated.
/// PUTTOOLS_LONG=1 tries a hundred times as many, with another seed each time.
/// </summary>
public class PatchPropertyTests(ITestOutputHelper output)
{
    private static readonly bool _long = Environment.GetEnvironmentVariable("PUTTOOLS_LONG") is "1";

    [Fact]
    public void A_json_patch_turns_the_original_into_the_desired_state()
        => ForPairs((original, desired) =>
            Json.AssertEqual(desired.ToString(), PatchFormat.JsonPatch.Apply(original, Json.Parse(PatchFormat.JsonPatch.Create(original, desired).Json))));

    [Fact]
    public void A_json_patch_with_tests_does_the_same()
        => ForPairs((original, desired) =>
            Json.AssertEqual(desired.ToString(), PatchFormat.JsonPatch.Apply(original, Json.Parse(PatchFormat.JsonPatch.Create(original, desired, includeTest: true).Json))));

    [Fact]
    public void A_json_patch_is_valid_and_hardly_longer_than_the_desired_state()
        => ForPairs((original, desired) =>
        {
            var patch = PatchFormat.JsonPatch.Create(original, desired).Json;
            PatchFormat.JsonPatch.Check(Json.Parse(patch));
            Assert.InRange(patch.Length, 2, desired.Source.Length + JsonPatch.MaximumOverhead);
        });

    [Fact]
    public void A_merge_patch_turns_the_original_into_the_desired_state_if_it_can_express_it()
    {
        var (expressed, refused) = (0, 0);
        ForPairs((original, desired) =>
        {
            PatchDocument patch;
            try
            {
                patch = PatchFormat.Merge.Create(original, desired);
            }
            catch (RequestException)
            {
                // The refusal is correct: an object somewhere has a member that is null.
                Assert.Contains("null", desired.ToString(), StringComparison.Ordinal);
                refused++;
                return;
            }

            Json.AssertEqual(desired.ToString(), PatchFormat.Merge.Apply(original, Json.Parse(patch.Json)));
            expressed++;
        });
        Assert.True(expressed > refused && refused > 0, $"{expressed} were expressed, {refused} refused.");
    }

    [Fact]
    public void The_patch_of_equal_states_is_empty()
        => ForDocuments((generator, document) =>
        {
            var (one, other) = (Json.Parse(document), Json.Parse(generator.Respell(document)));
            Assert.Equal(one.GetHashCode(), other.GetHashCode());
            Assert.Equal("[]", Json.Text(PatchFormat.JsonPatch.Create(one, other).Json));
            Assert.True(PatchFormat.Merge.Create(one, other).IsEmpty);
        });

    [Fact]
    public void Creating_and_applying_a_patch_leave_both_states_unchanged()
        => ForPairs((original, desired) =>
        {
            var (before, after) = (original.ToString(), desired.ToString());
            var patch = Json.Parse(PatchFormat.JsonPatch.Create(original, desired).Json);
            PatchFormat.JsonPatch.Apply(original, patch);
            PatchFormat.Merge.Apply(original, desired);
            Assert.Equal((before, after), (original.ToString(), desired.ToString()));
        });

    [Fact]
    public void A_merge_patch_is_recognized_in_the_state_that_it_made()
        => ForPairs((original, patch) =>
        {
            foreach (var format in (PatchFormat[])[PatchFormat.Merge, PatchFormat.Json])
                Assert.True(format.IsAppliedTo(format.Apply(original, patch), patch, expected: null));
        });

    private void ForPairs(Action<JsonTree, JsonTree> check)
        => ForDocuments((generator, document) =>
        {
            check(Json.Parse(document), Json.Parse(generator.Mutate(document)));
            check(Json.Parse(document), Json.Parse(generator.Mutate(generator.Respell(document))));
            check(Json.Parse(generator.Document()), Json.Parse(document));
        });

    private void ForDocuments(Action<JsonGenerator, string> check)
    {
        var first = _long ? Environment.TickCount : 0;
        var last = first + (_long ? 100_000 : 1_000);
        for (var seed = first; seed < last; seed++)
        {
            var generator = new JsonGenerator(seed);
            var document = generator.Document();
            try
            {
                check(generator, document);
            }
            catch
            {
                output.WriteLine($"Seed {seed}, document {document}");
                throw;
            }
        }
    }
}
