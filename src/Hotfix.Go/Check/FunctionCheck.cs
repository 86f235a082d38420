using Hotfixing.Binary.GoSym;
using Hotfixing.Binary.X86;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Check;

/// <summary>Whether old code can be led to the new version of a function, and may be.</summary>
internal sealed class FunctionCheck(ProgramPair pair, ProgramComparison comparison)
{
    private const byte NearCall = 0xe8;
    private const int JumpLength = 5;
    private const string Assembly = ".abi0";

    // Nine integer and fifteen floating-point registers are put back in nine bytes each at most.
    private const int MaximumReload = 24 * 9;

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
        var changed = comparison.Changes.Select(c => c.Function).ToHashSet(StringComparer.Ordinal);
        var hasSameCaller = comparison.Object.Functions.Keys.Any(caller => !changed.Contains(caller)
            && comparison.Code(caller)?.References.Any(r => r.Kind == CodeReferenceKind.Branch && r.Target == start) == true);
        if (!hasSameCaller)
        {
            _diagnostics.Add(CheckDiagnostics.SignatureUnknown(function));
        }

        return hasSameCaller;
    }

    private void CheckEntry(string name, PlacedSymbol function)
    {
        if (function.Size < JumpLength)
        {
            _diagnostics.Add(CheckDiagnostics.TooShort(name, function.Size));
            return;
        }

        var bytes = comparison.Program.Image.Read(function.Start, (int)function.Size).ToArray();
        var code = FunctionCode.TryDecode(bytes, function.Start);

        // A function that calls itself enters its new version, as every other caller does.
        if (code is null || code.LocalBranches.Any(b => b.Target < JumpLength && !(b.Target == 0 && bytes[b.Instruction] == NearCall) && !IsStackCheck(code, b)))
        {
            _diagnostics.Add(CheckDiagnostics.EntryIsTarget(name));
        }
    }

    // A function that needs more stack gets it and begins anew, with its parameters where they were (cmd/internal/obj/x86/obj6.go,
    // stacksplit): whoever comes back that way may as well enter the new version.
    private bool IsStackCheck(FunctionCode code, LocalBranch branch)
    {
        var call = code.References.LastOrDefault(r => r.Kind == CodeReferenceKind.Branch && r.Instruction < branch.Instruction);
        return branch.Target == 0 && call.Next > 0 && branch.Instruction - call.Next <= MaximumReload
            && !code.LocalBranches.Any(b => b.Target >= call.Next && b.Target <= branch.Instruction
                || b.Instruction >= call.Next && b.Instruction < branch.Instruction)
            && comparison.Program.Containing(call.Target)?.Name.StartsWith("runtime.morestack", StringComparison.Ordinal) == true;
    }
}
