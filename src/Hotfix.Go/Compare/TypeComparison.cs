using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>Compares references to type descriptors: the same type may stand anywhere, and more than once.</summary>
internal sealed class TypeComparison(GoTypeMatch match)
{
    /// <summary>Whether an address of the object lies in a type descriptor.</summary>
    public bool IsType(ImageAddress inObject) => match.ObjectTypes.Containing(inObject) is not null;

    /// <summary>What differs between the types at two addresses; null when they are the same.</summary>
    public string? Difference(ImageAddress inObject, ImageAddress inProgram)
    {
        var type = match.ObjectTypes.Containing(inObject)!;
        if (match.ProgramTypes.Containing(inProgram) is not { } other)
        {
            return $"it uses type {type} where the program uses none";
        }

        if (type.Key != other.Key)
        {
            return $"it uses type {type} instead of {other}";
        }

        if (!match.Bound.ContainsKey(type.Address))
        {
            return $"it uses type {type}, which changed: {match.Conflicts.GetValueOrDefault(type.Address, "the program does not have it")}";
        }

        return inObject - type.Address == inProgram - other.Address ? null : $"it uses another part of type {type}";
    }
}
