using System.Reflection.PortableExecutable;

namespace Hotfixing.DotNet.Inspect;

/// <summary>The extent of an image.</summary>
internal static class PeFile
{
    /// <summary>Cuts off what follows the last section: a mapping ends on a page, the file before.</summary>
    /// <returns>Null when the bytes are not a complete image.</returns>
    public static byte[]? TryTrim(byte[] bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes);
            var headers = new PEHeaders(stream);
            var length = headers.SectionHeaders.Max(s => (long)s.PointerToRawData + s.SizeOfRawData);
            return length <= bytes.Length ? bytes[..(int)length] : null;
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException)
        {
            return null;
        }
    }
}
