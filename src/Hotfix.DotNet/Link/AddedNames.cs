using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Link;

/// <summary>Spells what a delta holds, for people: what compilers made up is left out.</summary>
internal static class AddedNames
{
    /// <summary>One line for each added type, method and field.</summary>
    public static IEnumerable<string> Of(AssemblyComparison comparison, DeltaContents contents)
    {
        var reader = comparison.New.Metadata;
        var names = new FunctionNames(reader);
        foreach (var type in contents.Types)
        {
            if (!type.IsCompanion)
            {
                if (!IsGenerated(type))
                {
                    yield return $"type {names.Type(type.Source)}";
                }

                continue;
            }

            foreach (var method in type.Methods.Where(m => !GeneratedName.IsGenerated(reader.GetString(reader.GetMethodDefinition(m).Name))))
            {
                yield return $"method {names.Method(method)}";
            }

            foreach (var field in type.Fields.Where(f => !PartList.IsPart(reader, f) && !IsGenerated(type)))
            {
                yield return $"static field {names.Field(field)}";
            }
        }

        bool IsGenerated(DeltaType type) => GeneratedName.IsGenerated(reader.GetString(reader.GetTypeDefinition(type.Source).Name))
            || (type.Enclosing is { } enclosing && IsGenerated(enclosing));
    }
}
