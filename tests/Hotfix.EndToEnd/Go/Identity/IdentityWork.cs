namespace Hotfixing.EndToEnd.Go.Identity;

/// <summary>What a program of the Go distribution is made to do.</summary>
/// <param name="Package">Its package.</param>
/// <param name="IsTest">Whether it is the tests of the package.</param>
internal sealed record IdentityWork(string Package, bool IsTest)
{
    /// <summary>Its arguments; GATE stands for the pipe it waits for, WORK for a folder of its own, ROOT for that of the toolchain.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Its variables, likewise.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The file within the toolchain whose text comes out of the pipe; empty for no text.</summary>
    public string Input { get; init; } = "";

    /// <summary>The file in the folder of its own that it makes; empty when what it prints is all.</summary>
    public string Result { get; init; } = "";

    /// <summary>The packages whose compiled form it reads, in the file "importcfg" of the folder of its own.</summary>
    public string Imports { get; init; } = "";
}
