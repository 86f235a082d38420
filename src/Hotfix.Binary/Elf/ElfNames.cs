using System.Text;

namespace Hotfixing.Binary.Elf;

/// <summary>A table of names, which ends with a zero byte (checked), so that every name in it ends.</summary>
internal readonly record struct ElfNames(ReadOnlyMemory<byte> Bytes)
{
    public string? TryGet(uint offset)
    {
        if (offset >= (uint)Bytes.Length)
        {
            return null;
        }

        var rest = Bytes.Span[(int)offset..];
        return Encoding.UTF8.GetString(rest[..rest.IndexOf((byte)0)]);
    }
}
