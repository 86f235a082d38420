namespace Hotfixing.Binary.GoSym;

/// <summary>
/// Which types of an object are which types of a program. A type is bound to the program's when both agree in their key, in their
/// structure, and in the identity of every type they refer to; so values of either are values of both.
/// </summary>
public sealed class GoTypeMatch
{
    private readonly Dictionary<ImageAddress, GoType> _bound = [];
    private readonly Dictionary<ImageAddress, string> _conflicts = [];
    private readonly List<GoType> _added = [];

    private GoTypeMatch(GoTypes theObject, GoTypes program)
    {
        ObjectTypes = theObject;
        ProgramTypes = program;
    }

    /// <summary>The types of the object.</summary>
    public GoTypes ObjectTypes { get; }

    /// <summary>The types of the program.</summary>
    public GoTypes ProgramTypes { get; }

    /// <summary>The program's type for each of the object's that it has, by the address in the object.</summary>
    public IReadOnlyDictionary<ImageAddress, GoType> Bound => _bound;

    /// <summary>The types the program does not have, in the order of addresses.</summary>
    public IReadOnlyList<GoType> Added => _added;

    /// <summary>The types the program has in another shape, by the address in the object, and what differs.</summary>
    public IReadOnlyDictionary<ImageAddress, string> Conflicts => _conflicts;

    /// <summary>Matches the types of an object with those of a program.</summary>
    /// <param name="theObject">The object's types.</param>
    /// <param name="program">The program's types, with those that earlier patches have brought.</param>
    public static GoTypeMatch Of(GoTypes theObject, GoTypes program)
    {
        var match = new GoTypeMatch(theObject, program);
        foreach (var type in theObject.All.Values.OrderBy(t => t.Address))
        {
            match.BindByShape(type);
        }

        match.UnbindByReferences();
        return match;
    }

    /// <summary>What differs between two types with one key, one level deep; null when nothing does.</summary>
    /// <param name="type">One type.</param>
    /// <param name="types">The types it is among.</param>
    /// <param name="other">The other.</param>
    /// <param name="otherTypes">The types that one is among.</param>
    public static string? Difference(GoType type, GoTypes types, GoType other, GoTypes otherTypes) => GoTypeShape.Difference(type, types, other, otherTypes);

    private void BindByShape(GoType type)
    {
        var candidates = ProgramTypes.WithKey(type.Key);
        if (candidates.Count == 0)
        {
            _added.Add(type);
            return;
        }

        string? difference = null;
        foreach (var candidate in candidates)
        {
            if (GoTypeShape.Difference(type, ObjectTypes, candidate, ProgramTypes) is { } found)
            {
                difference ??= found;
                continue;
            }

            _bound.Add(type.Address, candidate);
            return;
        }

        _conflicts.Add(type.Address, difference!);
    }

    // Keys of the types referred to agree by now; that they are the same types is what is checked here, until nothing changes.
    private void UnbindByReferences()
    {
        var changed = true;
        for (var round = 0; changed && round <= _bound.Count + 1; round++)
        {
            changed = false;
            foreach (var (address, program) in _bound.ToList())
            {
                var type = ObjectTypes.All[address];
                if (GoTypeShape.Parts(type).Zip(GoTypeShape.Parts(program)).FirstOrDefault(p => !Same(p.First, p.Second)) is { First.Value: not 0 } other)
                {
                    _bound.Remove(address);
                    _conflicts.Add(address, $"it refers to {ObjectTypes.All[other.First]}, which is another type");
                    changed = true;
                }
            }
        }
    }

    private bool Same(ImageAddress ofObject, ImageAddress ofProgram) =>
        _bound.TryGetValue(ofObject, out var bound) && (bound.Address == ofProgram || ProgramTypes.All[ofProgram].Key == bound.Key);
}
