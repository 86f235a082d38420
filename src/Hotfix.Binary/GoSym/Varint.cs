using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>Numbers of variable length, seven bits a byte, the lowest first (encoding/binary/varint.go).</summary>
internal static class Varint
{
    private const int LongestShift = 28;

    /// <exception cref="InvalidBinaryException">It has more than five bytes, or is not there.</exception>
    public static ulong Read(ProgramImage image, ref ImageAddress at)
    {
        var start = at;
        var value = 0UL;
        for (var shift = 0; shift <= LongestShift; shift += 7)
        {
            var next = image.ReadByte(at);
            at += 1;
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw image.Invalid(start, "a number of more than five bytes");
    }
}
