using System.Security.Cryptography;

namespace Hotfixing.DotNet.Link;

/// <summary>The short form of a public key (ECMA-335 II.6.3): the last eight bytes of its SHA-1, reversed.</summary>
internal static class PublicKeyToken
{
    /// <summary>The token of a whole key; empty for an empty key.</summary>
    public static byte[] Of(byte[] publicKey)
    {
        if (publicKey.Length == 0)
        {
            return [];
        }

#pragma warning disable CA5350 // The format prescribes SHA-1; nothing is protected by it.
        var hash = SHA1.HashData(publicKey);
#pragma warning restore CA5350
        var token = hash[^8..];
        Array.Reverse(token);
        return token;
    }
}
