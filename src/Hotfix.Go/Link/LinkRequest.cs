using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Link;

/// <summary>What a patch image is made of.</summary>
internal sealed record LinkRequest
{
    /// <summary>The number the patch gets in its target.</summary>
    public required PatchId Id { get; init; }

    /// <summary>The program's file.</summary>
    public required ProgramImage Program { get; init; }

    /// <summary>The object made from the edited sources, laid out where <see cref="PatchPlacement"/> says.</summary>
    public required ProgramImage Object { get; init; }

    /// <summary>The layout of runtime.moduledata.</summary>
    public required ModuleLayout Layout { get; init; }

    /// <summary>Which of the object's types the program and earlier patches have.</summary>
    public required GoTypeMatch Types { get; init; }

    /// <summary>The process.</summary>
    public required LiveProgram Live { get; init; }

    /// <summary>The functions of both whose code differs: new code calls their new versions.</summary>
    public required IReadOnlySet<string> Changed { get; init; }

    /// <summary>Those of them that are led to their new versions.</summary>
    public required IReadOnlyList<string> Redirected { get; init; }

    /// <summary>Functions that earlier patches lead elsewhere and that are as in the program again.</summary>
    public required IReadOnlyList<string> Restored { get; init; }

    /// <summary>Whether a package, by its path, comes with the toolchain and so cannot have been edited.</summary>
    public required Func<string, bool> IsStandard { get; init; }

    /// <summary>How comparing spells the parameters, results and captured variables of a function of the object; null when it cannot.</summary>
    public required Func<string, string?> Signature { get; init; }

    /// <summary>How comparing spells the type of a variable of the object; null when it cannot.</summary>
    public required Func<string, string?> VariableType { get; init; }

    /// <summary>Whether a package, by its path as symbols spell it, comes with the toolchain.</summary>
    public bool IsStandardPackage(string package) => IsStandard(package.Replace("%2e", ".", StringComparison.Ordinal));
}
