using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;
using Hotfixing.Binary.X86;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Check;

/// <summary>Whether old code can be led to the new version of a function, and may be.</summary>
internal sealed class FunctionCheck(ProgramPair pair, ProgramComparison comparison)
{
    private const byte Padding = 0xcc;
    private const int Alignment = 16;
    private const string Assembly = ".abi0";

    private readonly FunctionLiterals _literals = new(comparison);
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<(string Function, string Reason)> _leftAlone = [];

    public IEnumerable<Diagnostic> Diagnostics => _diagnostics.Concat(
        _leftAlone.GroupBy(l => l.Reason, l => l.Function).Select(g => CheckDiagnostics.LiteralsLeftAlone([.. g], g.Key)));

    /// <summary>Whether old code is led to the new version; what keeps it from that is among the diagnostics.</summary>
    public bool IsRedirected(string function)
    {
        if (SymbolName.IsInitialiser(function))
        {
            // It has run, and nothing calls it again.
            _diagnostics.Add(CheckDiagnostics.InitialiserChanged(function));
            return false;
        }

        if (_literals.WhyLeftAlone(function) is { } reason)
        {
            _leftAlone.Add((function, reason));
            return false;
        }

        if (!HasSameSignature(function))
        {
            return false;
        }

        if (comparison.Dictionaries.Difference(function) is { } difference)
        {
            _diagnostics.Add(CheckDiagnostics.DictionaryChanged(function, difference));
            return false;
        }

        CheckEntry(function, comparison.Program.Functions[function]);
        return true;
    }

    private bool HasSameSignature(string function)
    {
        // Comparing and hashing values of a type is called alike for every type.
        if (SymbolName.Package(function).Length == 0 && !function.StartsWith(CgoName.Exported, StringComparison.Ordinal))
        {
            return true;
        }

        if (function.EndsWith(Assembly, StringComparison.Ordinal))
        {
            return HasSameCaller(function);
        }

        var before = FunctionSignatures.TryGet(pair.ProgramInformation, function);
        var after = FunctionSignatures.TryGet(pair.ObjectInformation, function);
        if (before is null || after is null)
        {
            _diagnostics.Add(CheckDiagnostics.SignatureUnknown(function));
            return false;
        }

        if (before != after)
        {
            _diagnostics.Add(CheckDiagnostics.SignatureChanged(function, before, after));
        }

        return before == after;
    }

    // Nothing describes the parameters of assembly. A caller whose code is the same passes the same.
    private bool HasSameCaller(string function)
    {
        var start = comparison.Object.Functions[function].Start;
        var changed = comparison.Changes.Where(c => !c.IsOnlyTouched).Select(c => c.Function).ToHashSet(StringComparer.Ordinal);
        var hasSameCaller = comparison.Object.Functions.Keys.Any(caller => !changed.Contains(caller)
            && comparison.Code(caller)?.References.Any(r => r.Kind == CodeReferenceKind.Branch && r.Target == start) == true);
        if (!hasSameCaller)
        {
            _diagnostics.Add(CheckDiagnostics.SignatureUnknown(function));
        }

        return hasSameCaller;
    }

    private void CheckEntry(string name, ImageSymbol function)
    {
        if (EntryRules.WhyNot(function.Start, WithPadding(function), GrowsStack, Constant) is { } reason)
        {
            _diagnostics.Add(CheckDiagnostics.EntryUnfit(name, reason));
        }
    }

    // The linker fills up to the next function with INT3 (cmd/link/internal/amd64/obj.go, CodePad), and nothing runs into it.
    private ReadOnlySpan<byte> WithPadding(ImageSymbol function)
    {
        var image = comparison.Program.Image;
        var padding = (int)(-(long)(function.Start.Value + function.Size) & (Alignment - 1));
        return image.Contains(function.Start, function.Size + (ulong)padding)
            && image.Read(function.Start + function.Size, padding).IndexOfAnyExcept(Padding) < 0
                ? image.Read(function.Start, (int)function.Size + padding)
                : image.Read(function.Start, (int)function.Size);
    }

    private bool GrowsStack(ImageAddress address) =>
        comparison.Program.Containing(address)?.Name.StartsWith("runtime.morestack", StringComparison.Ordinal) == true;

    private ImageAddress? Constant(ImageAddress place) =>
        comparison.Program.Image.Contains(place, sizeof(ulong)) ? comparison.Program.Image.ReadAddress(place) : null;
}
