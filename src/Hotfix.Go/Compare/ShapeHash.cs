using System.Security.Cryptography;
using System.Text;

namespace Hotfixing.Go.Compare;

/// <summary>Shortens what is spelled in lines to what tells whether it is the same later.</summary>
internal static class ShapeHash
{
    private const int Length = 8;

    /// <summary>The hash in hexadecimal digits.</summary>
    /// <param name="lines">The lines, in an order that is always the same.</param>
    public static string Of(SortedSet<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))).AsSpan(0, Length));
}
