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
    public static IReadOnlyList<StagedPatch> Read(GoRuntime runtime) =>
        [.. runtime.Modules().Select(m => TryRead(runtime.Memory, m)).OfType<StagedPatch>()];

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
