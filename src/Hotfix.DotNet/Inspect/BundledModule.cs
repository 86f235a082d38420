using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>An assembly that a process has loaded out of its own single file.</summary>
/// <param name="target">The process.</param>
/// <param name="program">The program's file, as the target sees it.</param>
/// <param name="entry">Where in it the assembly is.</param>
/// <param name="original">The program's file.</param>
internal sealed class BundledModule(Target target, string program, BundleEntry entry, OriginalFile original)
    : LoadedModule(System.IO.Path.Combine(program, entry.FileName))
{
    /// <inheritdoc/>
    public override ImmutableArray<byte> ReadImage()
    {
        var bytes = original.TryRead(TargetFiles.Executable(target), file => entry.Read(file, program));
        return ImmutableCollectionsMarshal.AsImmutableArray(bytes ?? throw new RefusedException([InspectDiagnostics.ImageGone(program)]));
    }
}
