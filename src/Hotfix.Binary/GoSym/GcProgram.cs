using System.Collections;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>
/// Runs programs that make pointer masks (runtime/mbitmap.go, runGCProg, 1.19 to 1.26). 0nnnnnnn: n bits follow, 0 of them ends the
/// program. 1nnnnnnn c: the last n bits c times more; n = 0 has n behind it. Counts are numbers of variable length.
/// </summary>
public static class GcProgram
{
    /// <summary>The mask a program makes: for each word whether it may hold a pointer.</summary>
    /// <param name="image">The image the program stands in.</param>
    /// <param name="program">Where it begins.</param>
    /// <param name="words">How many words the mask has at most.</param>
    /// <exception cref="InvalidBinaryException">The program has no end, or makes a longer mask.</exception>
    public static BitArray Run(ProgramImage image, ImageAddress program, int words)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(words, GoLimits.MaskBits);
        var mask = new BitArray(words);
        var (at, made) = (program, 0L);
        while (true)
        {
            var step = image.ReadByte(at);
            at += 1;
            var count = (ulong)(step & 0x7f);
            if (step == 0)
            {
                return mask;
            }

            var repeat = step >= 0x80;
            if (repeat && count == 0)
            {
                count = Varint.Read(image, ref at);
            }

            var times = repeat ? Varint.Read(image, ref at) : 1;
            if (count > (ulong)words || times > (ulong)words || made + (long)(count * times) > words || (repeat && (long)count > made))
            {
                throw image.Invalid(program, $"a program for a mask of {words} bits makes more, or repeats what it has not made");
            }

            for (var i = 0L; i < (long)(count * times); i++, made++)
            {
                mask[(int)made] = repeat ? mask[(int)(made - (long)count)] : (image.ReadByte(at + (ulong)(i / 8)) >> (int)(i % 8) & 1) != 0;
            }

            at += repeat ? 0 : (count + 7) / 8;
        }
    }
}
