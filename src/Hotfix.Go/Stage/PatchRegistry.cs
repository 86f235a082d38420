using System.Globalization;
using System.Text.Json;

using Hotfixing.Go.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>Reads back from a target what is applied to it: its modules named "hotfix/" and a number, each with a header before the name.</summary>
internal static class PatchRegistry
{
    private const string Prefix = "hotfix/";

    /// <summary>The name of a patch's module.</summary>
    public static string ModuleName(PatchId id) => Prefix + id;

    /// <summary>Every patch the target's runtime knows, also those that are not in effect, in the order in which they came.</summary>
    public static IReadOnlyList<StagedPatch> Read(GoRuntime runtime)
    {
        var patches = runtime.Modules().Select(m => TryRead(runtime.Memory, m)).OfType<StagedPatch>().ToList();
        return [.. patches.Select((p, i) => AsItsCodeIs(runtime.Memory, p, patches.Skip(i + 1)))];
    }

    private static StagedPatch AsItsCodeIs(ProcessMemory memory, StagedPatch patch, IEnumerable<StagedPatch> later)
    {
        static bool MaySwitch(PatchState state) => state is PatchState.Switching or PatchState.Active;
        if (patch.Record?.Sites is not [{ Bridge: null } site] || !MaySwitch(patch.Header.State)
            || later.Any(l => MaySwitch(l.Header.State) && l.Record?.Sites.Any(s => s.Entry == site.Entry) == true))
        {
            return patch;
        }

        var bytes = memory.Read(site.Entry, PatchSite.Length).AsSpan();
        return bytes.SequenceEqual(site.Detour) ? patch with { State = PatchState.Active }
            : bytes.SequenceEqual(site.Saved) && patch.IsInEffect ? patch with { State = PatchState.Reverted }
            : patch;
    }

    private static StagedPatch? TryRead(ProcessMemory memory, LoadedGoModule module)
    {
        if (!module.Name.StartsWith(Prefix, StringComparison.Ordinal)
            || !int.TryParse(module.Name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        var place = new TargetAddress(module.NamePlace.Value - PatchHeader.Size);
        var bytes = new byte[PatchHeader.Size];
        return memory.TryRead(place, bytes) && PatchHeader.TryParse(place, bytes) is { } header
            ? new StagedPatch(new PatchId(id), module, header, TryReadRecord(memory, header))
            : null;
    }

    private static PatchRecord? TryReadRecord(ProcessMemory memory, PatchHeader header)
    {
        var bytes = new byte[header.RecordLength];
        if (!memory.TryRead(header.Record, bytes) || Crc32.Of(bytes) != header.Checksum)
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(bytes, PatchRecordJson.Default.PatchRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
