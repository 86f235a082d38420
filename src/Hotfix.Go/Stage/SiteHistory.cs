using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>What the entries of functions that were ever patched must look like now, and what they may look like after an interruption.</summary>
internal sealed class SiteHistory
{
    private readonly Dictionary<TargetAddress, Entry> entries = [];

    /// <param name="patches">All patches of a target, in the order in which they came.</param>
    public SiteHistory(IEnumerable<StagedPatch> patches)
    {
        foreach (var patch in patches)
        {
            patch.Record?.Sites.ToList().ForEach(s => Add(s, patch.IsInEffect));
            patch.Record?.Returns.ToList().ForEach(s => Add(s, patch.Header.State == PatchState.Reverted));
        }
    }

    /// <summary>Every entry that was ever patched.</summary>
    public IReadOnlyCollection<TargetAddress> Places => entries.Keys;

    /// <summary>The function's name.</summary>
    public string Function(TargetAddress place) => entries[place].Function;

    /// <summary>The bytes before the first patch; null when the entry was never patched.</summary>
    public byte[]? Original(TargetAddress place) => entries.GetValueOrDefault(place)?.Known[0];

    /// <summary>The bytes that make the patches in effect be in effect; null when the entry was never patched.</summary>
    public byte[]? Expected(TargetAddress place) => entries.GetValueOrDefault(place)?.Expected;

    /// <summary>Whether bytes are some that hotfix has put there, or found there.</summary>
    public bool IsKnown(TargetAddress place, ReadOnlySpan<byte> bytes)
    {
        foreach (var known in entries[place].Known)
        {
            if (bytes.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(PatchSite site, bool isExpected)
    {
        if (!entries.TryGetValue(site.Entry, out var entry))
        {
            entries[site.Entry] = entry = new Entry(site.Function, site.Saved);
        }

        entry.Known.Add(site.Detour);
        if (site.Bridge is not null)
        {
            entry.Known.Add(site.Bridge);
        }

        if (isExpected)
        {
            entry.Expected = site.Detour;
        }
    }

    private sealed class Entry(string function, byte[] original)
    {
        public string Function { get; } = function;

        public byte[] Expected { get; set; } = original;

        public List<byte[]> Known { get; } = [original];
    }
}
