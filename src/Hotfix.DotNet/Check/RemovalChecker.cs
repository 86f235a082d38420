using System.Reflection;
using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Check;

/// <summary>
/// Reports types and static fields that the new build no longer has. A renamed static field looks just like one that went and another
/// that came: what the program has stored in the old one is out of reach of the new code.
/// </summary>
internal sealed class RemovalChecker(AssemblyComparison comparison, List<Diagnostic> diagnostics)
{
    private const string BackingField = ">k__BackingField";

    private readonly MetadataReader _old = comparison.Old.Metadata;
    private readonly MetadataReader _new = comparison.New.Metadata;
    private readonly FunctionNames _oldNames = new(comparison.Old.Metadata);
    private readonly FunctionNames _newNames = new(comparison.New.Metadata);
    private readonly Lazy<List<FieldDefinitionHandle>> _addedFields = new(() =>
        [.. comparison.New.Metadata.FieldDefinitions.Where(f => !comparison.Correspondence.HasOld(f) && HoldsState(comparison.New.Metadata, f))]);

    /// <summary>Checks every type and field of the running build.</summary>
    public void Check()
    {
        foreach (var type in _old.TypeDefinitions.Where(t => !comparison.Correspondence.HasNew(t) && !IsGenerated(_old, t)))
        {
            diagnostics.Add(PatchDiagnostics.Removed($"the type {_oldNames.Type(type)}"));
        }

        foreach (var field in _old.FieldDefinitions.Where(f => !comparison.Correspondence.HasNew(f) && HoldsState(_old, f)))
        {
            diagnostics.Add(PatchDiagnostics.StaticFieldRemoved(Name(_oldNames.Field(field)), Candidates(field)));
        }
    }

    /// <summary>The added static fields that may be the removed one under another name or in another place.</summary>
    private string[] Candidates(FieldDefinitionHandle removed)
    {
        var signature = _old.GetFieldDefinition(removed).Signature;
        return
        [
            .. _addedFields.Value
                .Where(f => comparison.Equivalence.SameSignature(signature, _new.GetFieldDefinition(f).Signature))
                .Select(f => Name(_newNames.Field(f))),
        ];
    }

    /// <summary>Whether it is a static variable that somebody wrote, be it as a property.</summary>
    private static bool HoldsState(MetadataReader reader, FieldDefinitionHandle handle)
    {
        const FieldAttributes kind = FieldAttributes.Static | FieldAttributes.Literal | FieldAttributes.HasFieldRVA;
        var field = reader.GetFieldDefinition(handle);
        return (field.Attributes & kind) == FieldAttributes.Static
            && !PartList.IsPart(reader, handle)
            && !IsGenerated(reader, field.GetDeclaringType());
    }

    private static bool IsGenerated(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return GeneratedName.IsGenerated(reader.GetString(type.Name))
            || (type.GetDeclaringType() is { IsNil: false } outer && IsGenerated(reader, outer));
    }

    /// <summary>A property's field is called after the property.</summary>
    private static string Name(string field) => field.EndsWith(BackingField, StringComparison.Ordinal)
        ? field[..^BackingField.Length].Replace("<", "", StringComparison.Ordinal)
        : field;
}
