using System.Buffers.Binary;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Inspect;

/// <summary>
/// The native code an assembly was published with (ReadyToRun). Layouts: dotnet/runtime, docs/design/coreclr/botr/readytorun-format.md and
/// src/coreclr/inc/readytorun.h; formats 9.1 (.NET 8), 10.1 (.NET 9) and 16.0 (.NET 10) agree in what is read here.
/// </summary>
internal static class NativeImage
{
    private const uint Magic = 0x00525452;
    private const int HeaderSize = 16;
    private const int SectionSize = 12;
    private const uint Component = 0x20;
    private const uint MultiModuleVersionBubble = 0x40;

    // READYTORUN_SECTION_CROSS_MODULE_INLINE_INFO: despite its name it lists what was copied within the assembly, too.
    private const int InlineInfo = 119;

    // ReadyToRunCrossModuleInlineFlags.
    private const uint IsOfOtherModule = 1;
    private const uint HasHoldersInOtherModules = 2;
    private const int IndexShift = 2;
    private const uint HolderHasModule = 1;
    private const int HolderShift = 1;

    /// <summary>
    /// All copies the native code holds. Parts of a composite image have none here: the composite has its own tables, with which the
    /// runtime does find all of them.
    /// </summary>
    /// <exception cref="InvalidBinaryException">The tables are damaged.</exception>
    public static IReadOnlyList<InlinedCopy> Copies(AssemblyImage image) =>
        image.Reading(() => ReadCopies(image));

    /// <summary>
    /// Whether the native code may hold copies of methods of other assemblies: it says so, or is part of a composite, whose code is in a
    /// file of its own and is not told apart by assembly.
    /// </summary>
    /// <exception cref="InvalidBinaryException">The tables are damaged.</exception>
    public static bool MayHoldOthers(AssemblyImage image) =>
        image.Reading(() => (Flags(Header(image)) & Component) != 0) || Copies(image).Any(c => c.Method == 0);

    /// <summary>The header of the native code; empty when there is none.</summary>
    private static ReadOnlySpan<byte> Header(AssemblyImage image)
    {
        var (rva, size) = (image.NativeHeader.RelativeVirtualAddress, image.NativeHeader.Size);
        var header = size == 0 ? default : image.Data(rva, size).AsSpan();
        return size == 0 || BinaryPrimitives.ReadUInt32LittleEndian(header) != Magic ? default : header;
    }

    private static uint Flags(ReadOnlySpan<byte> header) => header.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);

    private static List<InlinedCopy> ReadCopies(AssemblyImage image)
    {
        var header = Header(image);
        if (header.IsEmpty)
        {
            return [];
        }

        var isMultiModule = (Flags(header) & MultiModuleVersionBubble) != 0;
        var copies = new List<InlinedCopy>();
        for (var section = header[HeaderSize..]; section.Length >= SectionSize; section = section[SectionSize..])
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(section) == InlineInfo)
            {
                var table = image.Data(
                    BinaryPrimitives.ReadInt32LittleEndian(section[4..]), BinaryPrimitives.ReadInt32LittleEndian(section[8..]));
                ReadTable(new NativeFormatReader(table), isMultiModule, copies);
            }
        }

        return copies;
    }

    /// <summary>As CrossModulePersistentInlineTrackingMapR2R::GetInliners reads it (src/coreclr/vm/inlinetracking.cpp).</summary>
    private static void ReadTable(NativeFormatReader reader, bool isMultiModule, List<InlinedCopy> copies)
    {
        foreach (var entry in reader.Entries())
        {
            var position = entry;
            var left = reader.Unsigned(ref position);
            uint Next() => left-- > 0 ? reader.Unsigned(ref position) : throw new BadImageFormatException("an entry ends early");

            var inlinee = Next();
            var isForeign = (inlinee & IsOfOtherModule) != 0 || (isMultiModule && Next() != 0);
            var method = isForeign ? 0 : Token(inlinee >> IndexShift);
            for (var foreign = (inlinee & HasHoldersInOtherModules) != 0 ? Next() : 0; foreign > 0; foreign--)
            {
                Next();
                copies.Add(new InlinedCopy(method, 0));
            }

            uint holder = 0;
            while (left > 0)
            {
                var difference = Next();
                holder += isMultiModule ? difference >> HolderShift : difference;
                var isHolderForeign = isMultiModule && (difference & HolderHasModule) != 0 && Next() != 0;
                copies.Add(new InlinedCopy(method, isHolderForeign ? 0 : Token(holder)));
            }
        }
    }

    private static int Token(uint row) => MetadataTokens.GetToken(MetadataTokens.MethodDefinitionHandle(checked((int)row)));
}
