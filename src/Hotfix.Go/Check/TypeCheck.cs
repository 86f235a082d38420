using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Check;

/// <summary>
/// Whether the types both programs have are the same. Type descriptors tell of types whose values meet interfaces; debug
/// information tells of the others.
/// </summary>
internal static class TypeCheck
{
    public static IEnumerable<Diagnostic> Of(ProgramPair pair)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, after) in pair.ObjectInformation.Structs)
        {
            if (IsDeclared(name) && pair.ProgramInformation.Structs.TryGetValue(name, out var before) && Difference(before, after) is { } difference)
            {
                named.Add(ShortName(name));
                yield return CheckDiagnostics.LayoutChanged(name, difference);
            }
        }

        foreach (var name in pair.ObjectInformation.Definitions.Keys.Union(pair.ProgramInformation.Definitions.Keys).Where(IsDeclared))
        {
            if (Spell(pair.ProgramInformation, name) is { } before && Spell(pair.ObjectInformation, name) is { } after && before != after)
            {
                named.Add(ShortName(name));
                yield return CheckDiagnostics.LayoutChanged(name, $"it was {before} and is {after}");
            }
        }

        foreach (var diagnostic in Descriptors(pair.Types, named))
        {
            yield return diagnostic;
        }

        foreach (var (address, before) in pair.Types.Bound.OrderBy(b => b.Key))
        {
            var type = pair.Types.ObjectTypes.All[address];
            if (type.Key.Kind != GoKind.Pointer && MethodDifference(pair.Types, before, type) is { } difference)
            {
                yield return CheckDiagnostics.MethodsChanged(type.ToString(), difference);
            }
            else if (type.Element is { } element && type.Key.Kind == GoKind.Pointer && MethodDifference(pair.Types, before, type) is { } ofPointer
                && (!pair.Types.Bound.TryGetValue(element, out var bound) || MethodDifference(pair.Types, bound, pair.Types.ObjectTypes.All[element]) is null))
            {
                yield return CheckDiagnostics.MethodsChanged(type.ToString(), ofPointer);
            }
        }
    }

    private static IEnumerable<Diagnostic> Descriptors(GoTypeMatch types, HashSet<string> named)
    {
        var conflicts = types.Conflicts.OrderBy(c => c.Key).Select(c => (Type: types.ObjectTypes.All[c.Key], Difference: c.Value))
            .Where(c => !named.Contains(c.Type.Key.Text)).ToList();

        // A type that only refers to one that changed changes with it, and is not worth a line of its own.
        var roots = conflicts.Where(c => !c.Type.References.Any(types.Conflicts.ContainsKey)).ToList();
        foreach (var (type, difference) in roots.Count > 0 ? roots : named.Count > 0 ? [] : conflicts)
        {
            yield return type.Key.Kind == GoKind.Interface
                ? CheckDiagnostics.InterfaceChanged(type.ToString(), difference)
                : CheckDiagnostics.LayoutChanged(type.ToString(), difference);
        }
    }

    // What the compiler and the runtime make of other types follows them: buckets of maps, for example.
    private static bool IsDeclared(string name) => name.Contains('.', StringComparison.Ordinal) && !name.AsSpan().ContainsAny("<{*") && !name.StartsWith('[')
        && !name.StartsWith("map", StringComparison.Ordinal) && !name.StartsWith("noalg.", StringComparison.Ordinal)
        && !name.StartsWith("func(", StringComparison.Ordinal) && !name.StartsWith("chan ", StringComparison.Ordinal);

    // Null where there is no such type, or more than one.
    private static string? Spell(DwarfInformation information, string name) => information.Definitions.GetValueOrDefault(name) is { } definition
        ? information.Structs.ContainsKey(name) ? null : definition
        : information.Structs.ContainsKey(name) ? "a struct, or kept like one" : null;

    private static string ShortName(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static string? Difference(DwarfStruct before, DwarfStruct after)
    {
        foreach (var (old, now) in before.Members.Zip(after.Members))
        {
            if (old.Name != now.Name || old.Offset != now.Offset || old.Type.Name != now.Type.Name)
            {
                return $"field {old.Name} {old.Type.Name} at byte {old.Offset} became {now.Name} {now.Type.Name} at byte {now.Offset}";
            }
        }

        if (before.Members.Count != after.Members.Count)
        {
            return $"it has {after.Members.Count} fields instead of {before.Members.Count}";
        }

        return before.Type.Size == after.Type.Size ? null : $"it has {after.Type.Size} bytes instead of {before.Type.Size}";
    }

    private static string? MethodDifference(GoTypeMatch match, GoType before, GoType after)
    {
        var old = Numbered(before.Methods).ToDictionary(m => (m.Name, m.Number), m => m.Method);
        foreach (var (name, number, method) in Numbered(after.Methods))
        {
            if (!old.Remove((name, number), out var other))
            {
                return $"it gets {method.Name}";
            }

            if (Signature(match.ProgramTypes, other) is { } theirs && Signature(match.ObjectTypes, method) is { } ours && ours != theirs)
            {
                return $"{method.Name} was {theirs.Text} and is now {ours.Text}";
            }
        }

        return old.Count > 0 ? $"it loses {old.Keys.First().Name}" : null;
    }

    // Methods that are not exported have the same name in several packages, which embedding brings together. They are in the order of these
    // (cmd/compile/internal/types/sym.go, Sym.Less; 1.19 to 1.26).
    private static IEnumerable<(string Name, int Number, GoMethod Method)> Numbered(IEnumerable<GoMethod> methods) =>
        methods.GroupBy(m => m.Name.Text, StringComparer.Ordinal).SelectMany(g => g.Select((m, i) => (g.Key, i, m)));

    // The linker drops the type of a method that nothing calls through an interface.
    private static GoTypeKey? Signature(GoTypes types, GoMethod method) =>
        method.Type is not (0 or -1) && types.All.TryGetValue(types.Space.At(method.Type), out var type) ? type.Key : null;
}
