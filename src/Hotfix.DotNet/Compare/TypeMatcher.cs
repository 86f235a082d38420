using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Compare;

/// <summary>
/// Binds the types, methods and fields that have names of their own. What compilers made up for parts of methods is left to
/// <see cref="PartMatcher"/>.
/// </summary>
internal sealed class TypeMatcher(AssemblyImage oldImage, AssemblyImage newImage, Correspondence correspondence, Equivalence equivalence)
{
    private readonly MetadataReader _old = oldImage.Metadata;
    private readonly MetadataReader _new = newImage.Metadata;

    /// <summary>Binds everything that can be told by name and signature.</summary>
    public void Match()
    {
        var oldTypes = TopLevel(_old);
        foreach (var (name, newType) in TopLevel(_new))
        {
            if (oldTypes.TryGetValue(name, out var oldType))
            {
                BindTypes(oldType, newType);
            }
        }

        foreach (var (oldType, newType) in correspondence.Types().ToArray())
        {
            MatchMembers(oldType, newType);
        }
    }

    /// <summary>Binds the members of two bound types by name and signature, made-up names of parts excepted.</summary>
    public void MatchMembers(TypeDefinitionHandle oldType, TypeDefinitionHandle newType)
    {
        var oldDefinition = _old.GetTypeDefinition(oldType);
        var newDefinition = _new.GetTypeDefinition(newType);
        MatchFields(oldDefinition, newDefinition);
        var oldMethods = oldDefinition.GetMethods()
            .Where(m => !GeneratedName.IsPartMethod(Name(_old, m)))
            .ToLookup(m => Name(_old, m));
        foreach (var newMethod in newDefinition.GetMethods())
        {
            foreach (var oldMethod in oldMethods[Name(_new, newMethod)])
            {
                if (!correspondence.HasNew(oldMethod) && equivalence.SameSignature(
                    _old.GetMethodDefinition(oldMethod).Signature, _new.GetMethodDefinition(newMethod).Signature))
                {
                    correspondence.TryBind(oldMethod, newMethod);
                    break;
                }
            }
        }
    }

    private void MatchFields(TypeDefinition oldDefinition, TypeDefinition newDefinition)
    {
        var typeName = _old.GetString(oldDefinition.Name);
        var oldFields = new Dictionary<string, FieldDefinitionHandle>();
        foreach (var field in oldDefinition.GetFields())
        {
            var name = _old.GetString(_old.GetFieldDefinition(field).Name);
            if (!GeneratedName.IsPartField(typeName, name))
            {
                oldFields.TryAdd(name, field);
            }
        }

        foreach (var newField in newDefinition.GetFields())
        {
            var definition = _new.GetFieldDefinition(newField);
            if (oldFields.TryGetValue(_new.GetString(definition.Name), out var oldField)
                && equivalence.SameSignature(_old.GetFieldDefinition(oldField).Signature, definition.Signature))
            {
                correspondence.TryBind(oldField, newField);
            }
        }
    }

    private void BindTypes(TypeDefinitionHandle oldType, TypeDefinitionHandle newType)
    {
        if (!correspondence.TryBind(oldType, newType))
        {
            return;
        }

        var oldNested = new Dictionary<string, TypeDefinitionHandle>();
        foreach (var nested in _old.GetTypeDefinition(oldType).GetNestedTypes())
        {
            oldNested.TryAdd(_old.GetString(_old.GetTypeDefinition(nested).Name), nested);
        }

        foreach (var nested in _new.GetTypeDefinition(newType).GetNestedTypes())
        {
            var name = _new.GetString(_new.GetTypeDefinition(nested).Name);
            if (!GeneratedName.IsPartType(name) && oldNested.TryGetValue(name, out var counterpart))
            {
                BindTypes(counterpart, nested);
            }
        }
    }

    /// <summary>
    /// Namespace and name; of an anonymous type its properties instead, since its name is only a number. Closures that F# leaves
    /// at the top level are parts of methods.
    /// </summary>
    private static Dictionary<string, TypeDefinitionHandle> TopLevel(MetadataReader reader)
    {
        var types = new Dictionary<string, TypeDefinitionHandle>(reader.TypeDefinitions.Count);
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            var name = reader.GetString(type.Name);
            if (!type.GetDeclaringType().IsNil || GeneratedName.IsPartType(name))
            {
                continue;
            }

            var key = name.StartsWith("<>f__AnonymousType", StringComparison.Ordinal)
                ? "<>f__AnonymousType:" + string.Join(',', type.GetGenericParameters()
                    .Select(p => reader.GetString(reader.GetGenericParameter(p).Name)))
                : reader.GetString(type.Namespace) + "." + name;
            types.TryAdd(key, handle);
        }

        return types;
    }

    private static string Name(MetadataReader reader, MethodDefinitionHandle method) =>
        reader.GetString(reader.GetMethodDefinition(method).Name);
}
