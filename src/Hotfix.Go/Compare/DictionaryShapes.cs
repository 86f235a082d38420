using System.Security.Cryptography;
using System.Text;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>
/// Spells what the dictionaries of a generic function hold. What a patch brings is remembered so: code of that patch which still runs has its
/// dictionaries, and a later patch must not lead it to a version made for others.
/// </summary>
/// <param name="theObject">The object of the patch.</param>
/// <param name="types">Its types.</param>
internal sealed class DictionaryShapes(ImageSymbols theObject, GoTypes types)
{
    private const int PointerSize = 8;
    private const int HashLength = 8;
    private const int MaximumDepth = 30;
    private const char Separator = '\n';

    private readonly Lazy<ILookup<string, ImageSymbol>> _dictionaries = new(() => theObject.All.Where(s => GenericDictionaries.IsDictionary(s.Name))
        .OrderBy(s => s.Name, StringComparer.Ordinal).ToLookup(s => GenericDictionaries.Generic(s.Name), StringComparer.Ordinal));

    /// <summary>One line for each dictionary that a function may be handed; empty for one that is handed none.</summary>
    public string Of(string function)
    {
        var result = new StringBuilder();
        foreach (var dictionary in GenericDictionaries.IsShared(function) ? _dictionaries.Value[GenericDictionaries.Generic(function)] : [])
        {
            var text = new StringBuilder();
            Describe(dictionary, text, 0);
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, HashLength);
            result.Append(Separator).Append(dictionary.Name).Append('=').Append(Convert.ToHexStringLower(hash));
        }

        return result.ToString();
    }

    /// <summary>The part of a spelled function that is not about dictionaries.</summary>
    public static string Plain(string spelled) => spelled.Split(Separator)[0];

    /// <summary>Whether who holds a dictionary that was spelled before may hand it to the function as it is spelled now.</summary>
    public static bool Hold(string before, string now) => before.Split(Separator).Skip(1).All(now.Split(Separator).Contains);

    private void Describe(ImageSymbol dictionary, StringBuilder text, int depth)
    {
        for (ulong place = 0; place + PointerSize <= dictionary.Size; place += PointerSize)
        {
            var held = theObject.Image.ReadAddress(dictionary.Start + place);
            if (types.Containing(held) is { } type)
            {
                text.Append(type.Key.Hash).Append(' ').Append(type);
            }
            else if (theObject.Containing(held) is { } symbol)
            {
                text.Append(symbol.Name).Append('+').Append(held - symbol.Start);
                if (GenericDictionaries.IsDictionary(symbol.Name) && depth < MaximumDepth)
                {
                    Describe(symbol, text.Append('('), depth + 1);
                    text.Append(')');
                }
            }
            else
            {
                text.Append(held.Value == 0 ? "none" : "something");
            }

            text.Append(Separator);
        }
    }
}
