using System.Text;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>
/// A name as type descriptors refer to it: a byte of flags, the length, the text, then a tag with its length and the 4-byte offset
/// of the package path if the flags say so (internal/abi/type.go, Name; runtime/type.go, name, in 1.19; to 1.26).
/// </summary>
/// <param name="Address">Where it stands.</param>
/// <param name="Text">The text.</param>
/// <param name="Tag">The tag of a struct's field, a byte a character since it may hold any; empty when there is none.</param>
/// <param name="PackagePathSlot">Where the offset of its package's path stands; null when there is none.</param>
/// <param name="Length">How many bytes all of it takes.</param>
/// <param name="IsEmbedded">Whether it names an embedded field.</param>
public sealed record GoName(ImageAddress Address, string Text, string Tag, ImageAddress? PackagePathSlot, int Length, bool IsEmbedded)
{
    private const byte HasTag = 2;
    private const byte HasPackagePath = 4;
    private const byte Embedded = 8;
    private const byte AllFlags = 15;
    private static readonly UTF8Encoding StrictText = new(false, true);

    /// <summary>The text.</summary>
    public override string ToString() => Text;

    /// <summary>Reads a name.</summary>
    /// <exception cref="InvalidBinaryException">It is not there, or makes no sense.</exception>
    public static GoName At(ProgramImage image, ImageAddress address)
    {
        var flags = image.ReadByte(address);
        if (flags > AllFlags)
        {
            throw image.Invalid(address, $"a name with flags 0x{flags:x}");
        }

        var at = address + 1;
        var text = ReadText(image, ref at, StrictText);
        var tag = (flags & HasTag) != 0 ? ReadText(image, ref at, Encoding.Latin1) : "";
        ImageAddress? packagePath = (flags & HasPackagePath) != 0 ? at : null;
        return new GoName(address, text, tag, packagePath, (int)(at - address) + (packagePath is null ? 0 : 4), (flags & Embedded) != 0);
    }

    private static string ReadText(ProgramImage image, ref ImageAddress at, Encoding encoding)
    {
        var length = Varint.Read(image, ref at);
        if (length > GoLimits.NameLength)
        {
            throw image.Invalid(at, $"a name of {length} bytes; at most {GoLimits.NameLength} are read");
        }

        var bytes = image.Read(at, (int)length);
        at += length;
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidBinaryException(image.File.Name, (long)at.Value, $"a name at {at} that is not UTF-8", e);
        }
    }
}
