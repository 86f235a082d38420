using Hotfixing.Go;

namespace Hotfixing.Cli.Output;

/// <summary>A patch file that was made.</summary>
internal sealed record BuiltPart(string File, long Bytes, string Package, string GoVersion, string Build)
{
    public static BuiltPart Of(BuiltPatchFile built) => new(built.File, built.Length, built.Package, built.GoVersion, built.Build);
}
