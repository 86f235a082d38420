using System.Runtime.InteropServices;

namespace Hotfixing.DotNet.Agent;

/// <summary>ASSEMBLYMETADATA of cor.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AssemblyMetadata
{
    public ushort Major;
    public ushort Minor;
    public ushort Build;
    public ushort Revision;
    public nint Locale;
    public uint LocaleLength;
    public nint Processors;
    public uint ProcessorCount;
    public nint Systems;
    public uint SystemCount;
}
