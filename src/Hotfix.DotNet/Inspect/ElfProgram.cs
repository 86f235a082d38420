using System.Buffers.Binary;
using System.Text;

namespace Hotfixing.DotNet.Inspect;

/// <summary>
/// What the sections of a program's file tell about its runtime (System V ABI, chapter 4, ELF-64, little-endian).
/// </summary>
internal sealed class ElfProgram
{
    /// <summary>The most sections that are looked at.</summary>
    public const int MaximumSections = 4096;

    /// <summary>The largest section that is read, in bytes.</summary>
    public const int MaximumSection = 16 * 1024 * 1024;

    private const int HeaderSize = 64;
    private const int SectionSize = 64;
    private const ushort X64 = 62;
    private const ushort Arm64 = 183;

    private readonly IReadOnlyList<string> _sections;
    private readonly byte[] _dynamicNames;
    private readonly byte[] _data;
    private readonly ushort _machine;

    private ElfProgram(IReadOnlyList<string> sections, byte[] dynamicNames, byte[] data, ushort machine)
    {
        _sections = sections;
        _dynamicNames = dynamicNames;
        _data = data;
        _machine = machine;
    }

    /// <summary>The initial values of its variables: the host of a single-file program has there where the files inside are listed.</summary>
    public ReadOnlySpan<byte> Data => _data;

    /// <summary>Whether it is an x64 program.</summary>
    public bool IsX64 => _machine == X64;

    /// <summary>The processor it is for, in words.</summary>
    public string Machine => _machine switch { X64 => "x64", Arm64 => "arm64", _ => $"another processor (ELF machine {_machine})" };

    /// <summary>The host of a single-file program: it has the runtime in it and exports where (runtime: src/native/corehost).</summary>
    public bool HasRuntimeInside => Exports("DotNetRuntimeInfo");

    /// <summary>Compiled by NativeAOT, which names its sections so (runtime: src/coreclr/tools/aot/ILCompiler.Compiler, 8 to 10).</summary>
    public bool IsNativeAot => _sections.Contains("__managedcode") || Exports("DotNetRuntimeDebugHeader") && _sections.Contains("__modules");

    /// <summary>Reads it; null when it is not a 64-bit little-endian ELF file, or is damaged.</summary>
    public static ElfProgram? TryRead(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return TryRead((offset, length) => ReadAt(file, offset, length));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static ElfProgram? TryRead(Func<long, int, byte[]> read)
    {
        var header = read(0, HeaderSize);
        if (!header.AsSpan(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
        {
            return null;
        }

        var machine = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(18));
        var offset = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(40));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(58));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(60));
        var namesIndex = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(62));
        if (size != SectionSize || count > MaximumSections || namesIndex >= count)
        {
            return new ElfProgram([], [], [], machine);
        }

        var table = read(offset, count * SectionSize);
        var names = Contents(table, namesIndex, read);
        var sections = new List<string>(count);
        byte[] dynamicNames = [];
        byte[] data = [];
        for (var i = 0; i < count; i++)
        {
            var name = NameAt(names, BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(i * SectionSize)));
            sections.Add(name);
            if (name == ".dynstr")
            {
                dynamicNames = Contents(table, i, read);
            }
            else if (name == ".data")
            {
                data = Contents(table, i, read);
            }
        }

        return new ElfProgram(sections, dynamicNames, data, machine);
    }

    private static byte[] Contents(byte[] table, int index, Func<long, int, byte[]> read)
    {
        var section = table.AsSpan(index * SectionSize);
        var size = BinaryPrimitives.ReadInt64LittleEndian(section[32..]);
        return size is > 0 and <= MaximumSection ? read(BinaryPrimitives.ReadInt64LittleEndian(section[24..]), (int)size) : [];
    }

    private static string NameAt(byte[] names, uint offset)
    {
        if (offset >= names.Length)
        {
            return "";
        }

        var rest = names.AsSpan((int)offset);
        var end = rest.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]);
    }

    private static byte[] ReadAt(Microsoft.Win32.SafeHandles.SafeFileHandle file, long offset, int length)
    {
        var bytes = new byte[length];
        return RandomAccess.Read(file, bytes, offset) == length ? bytes : throw new EndOfStreamException();
    }

    private bool Exports(string name) => _dynamicNames.AsSpan().IndexOf(Encoding.ASCII.GetBytes($"\0{name}\0")) >= 0;
}
