using System.Security.Cryptography;
using System.Text;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet;

/// <summary>
/// What patches leave with the target for later patches to see: which types and static fields their deltas hold, and which state
/// of each module they stand for. Lines of text, since other versions of the tool read it.
/// </summary>
internal sealed class PatchRegistry
{
    private readonly HashSet<string> _lines = [];

    /// <summary>What all patches in effect have left; of modules' states only the latest.</summary>
    public static PatchRegistry Read(IReadOnlyList<PatchRecord> applied)
    {
        var registry = new PatchRegistry();
        foreach (var record in applied)
        {
            var lines = Encoding.UTF8.GetString(record.Registry).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var modules = record.Functions.Select(f => f.Module).ToHashSet();
            registry._lines.RemoveWhere(l => l.Split(' ') is ["state", var module, ..] && modules.Contains(module));
            registry._lines.UnionWith(lines);
        }

        return registry;
    }

    /// <summary>The functions of the module that run patched code now.</summary>
    public static HashSet<string> InEffect(IReadOnlyList<PatchRecord> applied, string module) =>
    [
        .. applied.SelectMany(r => r.Functions)
            .Where(f => f.Module == module && f.Effect is not (FunctionEffect.Superseded or FunctionEffect.Original))
            .Select(f => f.Function),
    ];

    /// <summary>Notes what a patch brings.</summary>
    public void Add(AssemblyComparison comparison, LinkedAssembly linked)
    {
        _lines.UnionWith(Lines(comparison, linked));
        AddState(linked.Module);
    }

    /// <summary>Notes the state a patch brings a module into.</summary>
    public void AddState(ModulePatch module) => _lines.Add(StateLine(module));

    /// <summary>Whether the module is in this very state already.</summary>
    public bool IsInEffect(ModulePatch module) => module.IsComplete && _lines.Contains(StateLine(module));

    /// <summary>Reports types and static fields that an earlier patch brought in another form.</summary>
    public void CheckAgainst(AssemblyComparison comparison, LinkedAssembly linked, List<Diagnostic> diagnostics)
    {
        foreach (var line in Lines(comparison, linked).Where(l => !_lines.Contains(l)))
        {
            if (line.Split(' ', 3) is [var kind, _, var name]
                && _lines.Any(l => l.Split(' ', 3) is [var earlierKind, _, var earlier] && earlierKind == kind && earlier == name))
            {
                diagnostics.Add(kind == "type" ? PatchDiagnostics.AddedBefore(name) : PatchDiagnostics.StartsAgain(name));
            }
        }
    }

    /// <summary>The bytes to send.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Join('\n', _lines));

    private static IEnumerable<string> Lines(AssemblyComparison comparison, LinkedAssembly linked)
    {
        if (linked.Delta is not { } delta)
        {
            yield break;
        }

        foreach (var name in AddedNames.Of(comparison, linked.Contents))
        {
            if (name.StartsWith("type ", StringComparison.Ordinal))
            {
                yield return $"type {delta.Name} {name["type ".Length..]}";
            }
            else if (name.StartsWith("static field ", StringComparison.Ordinal))
            {
                yield return $"field {delta.Name} {name["static field ".Length..]}";
            }
        }
    }

    private static string StateLine(ModulePatch module)
    {
        var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            module.Write(writer);
        }

        return $"state {module.Name} {Convert.ToHexStringLower(SHA256.HashData(stream.ToArray()))}";
    }
}
