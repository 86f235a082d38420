using Hotfixing.Binary.X86;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Check;

/// <summary>Whether old code can be led to the new version of a function, and may be.</summary>
internal sealed class FunctionCheck(ProgramPair pair, ProgramComparison comparison)
{
    private const int JumpLength = 5;

    private readonly FunctionLiterals _literals = new(comparison);
    private readonly List<Diagnostic> _diagnostics = [];

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>Whether old code is led to the new version; what keeps it from that is among the diagnostics.</summary>
    public bool IsRedirected(string function)
    {
        if (IsInitialiser(function))
        {
            // It has run, and nothing calls it again.
            return false;
        }

        if (!HasSameSignature(function))
        {
            return false;
        }

        if (_literals.WhyLeftAlone(function) is { } reason)
        {
            _diagnostics.Add(CheckDiagnostics.LiteralLeftAlone(function, reason));
            return false;
        }

        CheckEntry(function, comparison.Program.Functions[function]);
        return true;
    }

    /// <summary>Whether a function is what initialises a package: made by the compiler, or written as init.</summary>
    public static bool IsInitialiser(string function)
    {
        var dot = function.IndexOf('.', function.LastIndexOf('/') + 1);
        var name = dot < 0 ? "" : function[(dot + 1)..];
        return name == "init" || name.StartsWith("map.init.", StringComparison.Ordinal)
            || name.StartsWith("init.", StringComparison.Ordinal) && name.Length > 5 && name.AsSpan(5).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private bool HasSameSignature(string function)
    {
        // Comparing and hashing values of a type is called alike for every type; a jump of assembly to Go has the signature of its target.
        if (SymbolName.Package(function).Length == 0 || function.EndsWith(".abi0", StringComparison.Ordinal))
        {
            return true;
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

    private void CheckEntry(string name, PlacedSymbol function)
    {
        if (function.Size < JumpLength)
        {
            _diagnostics.Add(CheckDiagnostics.TooShort(name, function.Size));
            return;
        }

        var code = FunctionCode.TryDecode(comparison.Program.Image.Read(function.Start, (int)function.Size), function.Start);
        if (code is null || Enumerable.Range(1, JumpLength - 1).Any(code.IsLocalTarget))
        {
            _diagnostics.Add(CheckDiagnostics.EntryIsTarget(name));
        }
    }
}
