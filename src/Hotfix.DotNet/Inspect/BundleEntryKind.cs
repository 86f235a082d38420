namespace Hotfixing.DotNet.Inspect;

/// <summary>What a file inside a single-file program is (runtime: src/native/corehost/bundle/file_type.h, 8 to 10).</summary>
internal enum BundleEntryKind : byte
{
    /// <summary>Anything else.</summary>
    Unknown,

    /// <summary>An assembly.</summary>
    Assembly,

    /// <summary>A native library.</summary>
    NativeBinary,

    /// <summary>The list of what the program depends on.</summary>
    Dependencies,

    /// <summary>The settings the runtime starts with.</summary>
    RuntimeConfiguration,

    /// <summary>What debuggers need.</summary>
    Symbols,
}
