namespace Hotfixing.Binary.GoSym;

/// <summary>The structure of types: what must agree beyond their keys.</summary>
internal static class GoTypeShape
{
    /// <summary>The types whose identity is part of a type's: all it refers to but its methods' and the pointer to it.</summary>
    public static IEnumerable<ImageAddress> Parts(GoType type) =>
        new[] { type.MapKey, type.Element, type.Helper }.OfType<ImageAddress>()
            .Concat(type.Parameters)
            .Concat(type.Fields.Select(f => f.Type))
            .Concat(type.InterfaceMethods.Select(m => m.Type));

    /// <summary>What differs between two types with one key, one level deep; null when nothing does.</summary>
    public static string? Difference(GoType type, GoTypes types, GoType program, GoTypes programTypes)
    {
        if (type.Size != program.Size || type.PointerBytes != program.PointerBytes)
        {
            return $"its size changes from {program.Size} to {type.Size} bytes, of which {program.PointerBytes} and {type.PointerBytes} may hold pointers";
        }

        if (Fields(type, types, program, programTypes) is { } field)
        {
            return field;
        }

        if (!type.InterfaceMethods.Select(m => m.Name.Text).SequenceEqual(program.InterfaceMethods.Select(m => m.Name.Text)))
        {
            return "the interface asks for other methods";
        }

        if (type.Shape != program.Shape || type.Parameters.Count != program.Parameters.Count || type.OwnPackage?.Text != program.OwnPackage?.Text
            || !type.MapShape.Span.SequenceEqual(program.MapShape.Span))
        {
            return "its parts are arranged in another way";
        }

        return Parts(type).Select(p => types.All[p].Key).SequenceEqual(Parts(program).Select(p => programTypes.All[p].Key))
            ? null
            : "it is made of other types";
    }

    private static string? Fields(GoType type, GoTypes types, GoType program, GoTypes programTypes)
    {
        if (type.Fields.Count != program.Fields.Count)
        {
            return $"it has {type.Fields.Count} fields instead of {program.Fields.Count}";
        }

        foreach (var (field, old) in type.Fields.Zip(program.Fields))
        {
            var (key, oldKey) = (types.All[field.Type].Key, programTypes.All[old.Type].Key);
            if (field.Name.Text != old.Name.Text || field.Offset != old.Offset || field.IsEmbedded != old.IsEmbedded || key != oldKey)
            {
                return $"field {old.Name} {oldKey.Text} at {old.Offset} becomes {field.Name} {key.Text} at {field.Offset}";
            }

            if (field.Name.Tag != old.Name.Tag)
            {
                return $"field {old.Name} has another tag";
            }
        }

        return null;
    }
}
