using System.Text.RegularExpressions;

using Hotfixing.Binary.Dwarf;

namespace Hotfixing.Go.Compare;

/// <summary>
/// Spells the types of functions and variables together with all they are made of. What a patch brings is remembered so: a later patch must
/// not share it if a type has changed since, which its name does not tell, and for which not every type has a descriptor.
/// </summary>
/// <param name="information">The debug information of the object.</param>
/// <param name="dictionaries">What generic functions of the object are given.</param>
/// <param name="isStandard">Whether a package comes with Go; what its types are made of does not change.</param>
internal sealed partial class TypeShapes(DwarfInformation information, TypeDictionaries dictionaries, Func<string, bool> isStandard)
{
    /// <summary>A function's receiver, parameters and results, and what a generic one is given besides; null when it is not known, or when it is a literal: nothing tells all it captures.</summary>
    public string? OfFunction(string function) =>
        !FunctionLiterals.IsLiteral(function) && FunctionSignatures.TryGet(information, function) is { } signature
            && dictionaries.OfFunction(function) is { } given ? $"({signature})#{Shape(signature)}{given}" : null;

    /// <summary>Whether two functions so spelled take and give the same, whatever dictionaries they are given.</summary>
    public static bool AreCalledAlike(string before, string now) => before.Split(TypeDictionaries.Separator)[0] == now.Split(TypeDictionaries.Separator)[0];

    /// <summary>Whether whoever gives a function so spelled before a dictionary may give it to the function so spelled now.</summary>
    public static bool AreGivenAlike(string before, string now) =>
        before.Split(TypeDictionaries.Separator).Skip(1).All(now.Split(TypeDictionaries.Separator).Contains);

    /// <summary>A variable's type; null when it is not known.</summary>
    public string? OfVariable(string variable) =>
        information.Variables.GetValueOrDefault(variable)?.Type.Name is { Length: > 0 } type ? $"{type}#{Shape(type)}" : null;

    private string Shape(string types)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>();
        Name(types);
        while (open.TryDequeue(out var type))
        {
            if (information.Definitions.TryGetValue(type, out var definition))
            {
                lines.Add($"{type} = {definition}");
                Name(definition);
            }

            foreach (var member in information.Structs.GetValueOrDefault(type)?.Members ?? [])
            {
                lines.Add($"{type}.{member.Name} at {member.Offset} = {member.Type.Name}");
                Name(member.Type.Name);
            }
        }

        return ShapeHash.Of(lines);

        // A spelled type is a name, or is made of names; slices, maps and structs without a name are found as a whole, too.
        void Name(string text)
        {
            foreach (var name in Part().Matches(text).Select(m => m.Value).Append(text).Where(n => !isStandard(SymbolName.Package(n)) && seen.Add(n)))
            {
                open.Enqueue(name);
            }
        }
    }

    [GeneratedRegex(@"[^\s*\[\](){},;<>]+")]
    private static partial Regex Part();
}
