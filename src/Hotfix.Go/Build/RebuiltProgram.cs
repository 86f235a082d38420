namespace Hotfixing.Go.Build;

/// <summary>The edited program, compiled as the running one was, and linked into one relocatable object.</summary>
internal sealed record RebuiltProgram
{
    /// <summary>What it was built like.</summary>
    public required BuildSettings Settings { get; init; }

    /// <summary>The object: ELF, relocatable, with its symbols and debug information.</summary>
    public required ReadOnlyMemory<byte> Object { get; init; }

    /// <summary>
    /// The packages of it that come with Go, by their import paths: the toolchain that compiled the running program compiled them, so
    /// that nobody has edited them.
    /// </summary>
    public required IReadOnlySet<string> StandardPackages { get; init; }

    /// <summary>What is to be known of it.</summary>
    public required IReadOnlyList<Diagnostic> Diagnostics { get; init; }
}
