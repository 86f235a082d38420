using System.Reflection;
using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Check;

/// <summary>Refuses what cannot be changed in types that are loaded.</summary>
internal sealed class TypeChecker(AssemblyComparison comparison, List<Diagnostic> diagnostics)
{
    private const TypeAttributes Kind = TypeAttributes.Interface | TypeAttributes.Abstract | TypeAttributes.LayoutMask
        | TypeAttributes.StringFormatMask;

    private readonly MetadataReader _old = comparison.Old.Metadata;
    private readonly MetadataReader _new = comparison.New.Metadata;
    private readonly FunctionNames _names = new(comparison.New.Metadata);
    private readonly AttributeChecker _attributes = new(comparison, diagnostics);

    /// <summary>The types of this module that added types derive from.</summary>
    private readonly Lazy<HashSet<EntityHandle>> _addedBases = new(() =>
    [
        .. comparison.New.Metadata.TypeDefinitions.Where(t => !comparison.Correspondence.HasOld(t))
            .Select(t => comparison.New.Metadata.GetTypeDefinition(t).BaseType)
            .Select(b => b.Kind == HandleKind.TypeSpecification
                ? OwnMembers.GenericDefinition(comparison.New.Metadata, (TypeSpecificationHandle)b) ?? default(EntityHandle) : b),
    ]);

    /// <summary>Checks every type both builds have.</summary>
    public void Check()
    {
        foreach (var (oldType, newType) in comparison.Correspondence.Types())
        {
            Check(oldType, newType);
        }
    }

    private void Check(TypeDefinitionHandle oldHandle, TypeDefinitionHandle newHandle)
    {
        var (oldType, newType) = (_old.GetTypeDefinition(oldHandle), _new.GetTypeDefinition(newHandle));
        var name = _names.Type(newHandle);
        if ((oldType.Attributes & Kind) != (newType.Attributes & Kind)
            || TypeShape.IsValueType(_old, oldHandle) != TypeShape.IsValueType(_new, newHandle)
            || (IsSealed(oldType) && !IsSealed(newType) && _addedBases.Value.Contains(newHandle)))
        {
            diagnostics.Add(PatchDiagnostics.TypeKindChanged(name));
            return;
        }

        if (!comparison.Equivalence.Same(oldType.BaseType, newType.BaseType) || !SameInterfaces(oldType, newType)
            || !SameImplementations(oldType, newType))
        {
            diagnostics.Add(PatchDiagnostics.BaseChanged(name));
        }

        if (!GenericParameterChecker.Same(comparison, oldType.GetGenericParameters(), newType.GetGenericParameters()))
        {
            diagnostics.Add(PatchDiagnostics.GenericParametersChanged(name));
        }

        if (TypeShape.IsEnum(_new, newHandle))
        {
            CheckEnum(oldType, newType, name);
        }
        else
        {
            CheckFields(oldType, newType, newHandle, name);
        }

        CheckProperties(oldType, newType, name);
        CheckEvents(oldType, newType, name);
        _attributes.Check(oldType.GetCustomAttributes(), newType.GetCustomAttributes(), name);
    }

    private void CheckEnum(TypeDefinition oldType, TypeDefinition newType, string name)
    {
        var olds = oldType.GetFields().Select(f => Literal(_old, f));
        var news = newType.GetFields().Select(f => Literal(_new, f));
        if (!olds.SequenceEqual(news) || oldType.GetFields().Zip(newType.GetFields()).Any(p => !comparison.Correspondence.AreBound(p.First, p.Second)))
        {
            diagnostics.Add(PatchDiagnostics.EnumChanged(name));
            return;
        }

        foreach (var (oldHandle, newHandle) in oldType.GetFields().Zip(newType.GetFields()))
        {
            var (oldMember, newMember) = (_old.GetFieldDefinition(oldHandle), _new.GetFieldDefinition(newHandle));
            _attributes.Check(oldMember.GetCustomAttributes(), newMember.GetCustomAttributes(), $"{name}.{_new.GetString(newMember.Name)}");
        }
    }

    private static (string, string) Literal(MetadataReader reader, FieldDefinitionHandle handle)
    {
        var field = reader.GetFieldDefinition(handle);
        var value = field.GetDefaultValue();
        return (reader.GetString(field.Name), value.IsNil ? "" : Convert.ToHexString(reader.GetBlobBytes(reader.GetConstant(value).Value)));
    }

    private void CheckFields(TypeDefinition oldType, TypeDefinition newType, TypeDefinitionHandle newHandle, string name)
    {
        foreach (var handle in oldType.GetFields())
        {
            var field = _old.GetFieldDefinition(handle);
            if (!comparison.Correspondence.HasNew(handle) && !IsStatic(field) && !PartList.IsPart(_old, handle))
            {
                diagnostics.Add(PatchDiagnostics.LayoutChanged(name, $"the field {_old.GetString(field.Name)} went or has another type"));
            }
        }

        var oldStatics = oldType.GetFields().Where(f => !comparison.Correspondence.HasNew(f)).Select(f => FieldName(_old, f)).ToHashSet();
        foreach (var handle in newType.GetFields())
        {
            var field = _new.GetFieldDefinition(handle);
            if (comparison.Correspondence.TryGetOld(handle, out var counterpart))
            {
                CheckField((FieldDefinitionHandle)counterpart, handle, name);
            }
            else if (!IsStatic(field))
            {
                diagnostics.Add(PatchDiagnostics.LayoutChanged(name, $"the field {_new.GetString(field.Name)} was added or has another type"));
            }
            else if (oldStatics.Contains(FieldName(_new, handle)) && !PartList.IsPart(_new, handle))
            {
                diagnostics.Add(PatchDiagnostics.LayoutChanged(name, $"the static field {_new.GetString(field.Name)} has another type"));
            }
        }

        if (!SameLayout(oldType, newType) || (IsOrdered(newType, newHandle) && !SameOrder(oldType, newType)))
        {
            diagnostics.Add(PatchDiagnostics.LayoutChanged(name, "size, packing or the order of its fields"));
        }
    }

    private void CheckField(FieldDefinitionHandle oldHandle, FieldDefinitionHandle newHandle, string type)
    {
        const FieldAttributes kind = FieldAttributes.Static | FieldAttributes.Literal;
        var (oldField, newField) = (_old.GetFieldDefinition(oldHandle), _new.GetFieldDefinition(newHandle));
        var wasReadOnly = (oldField.Attributes & FieldAttributes.InitOnly) != 0;
        var isReadOnly = (newField.Attributes & FieldAttributes.InitOnly) != 0;
        if ((oldField.Attributes & kind) != (newField.Attributes & kind) || (wasReadOnly && !isReadOnly)
            || oldField.GetOffset() != newField.GetOffset())
        {
            diagnostics.Add(PatchDiagnostics.LayoutChanged(type, $"the field {_new.GetString(newField.Name)} is of another kind"));
        }

        var name = $"{type}.{_new.GetString(newField.Name)}";
        _attributes.CheckMarshalling(oldField.GetMarshallingDescriptor(), newField.GetMarshallingDescriptor(), name);
        if ((newField.Attributes & FieldAttributes.Literal) != 0 && Literal(_old, oldHandle) != Literal(_new, newHandle))
        {
            diagnostics.Add(PatchDiagnostics.ConstantChanged(name));
        }

        _attributes.Check(oldField.GetCustomAttributes(), newField.GetCustomAttributes(), name);
    }

    private void CheckProperties(TypeDefinition oldType, TypeDefinition newType, string name)
    {
        var olds = oldType.GetProperties().Select(_old.GetPropertyDefinition).ToLookup(p => _old.GetString(p.Name));
        foreach (var property in newType.GetProperties().Select(_new.GetPropertyDefinition))
        {
            var propertyName = _new.GetString(property.Name);
            var counterpart = olds[propertyName].Where(o => comparison.Equivalence.SameSignature(o.Signature, property.Signature)).ToArray();
            if (counterpart.Length == 0)
            {
                diagnostics.Add(PatchDiagnostics.InvisibleToReflection($"the property {name}.{propertyName}"));
            }
            else
            {
                _attributes.Check(counterpart[0].GetCustomAttributes(), property.GetCustomAttributes(), $"{name}.{propertyName}");
                if (HasMore(counterpart[0].GetAccessors(), property.GetAccessors()))
                {
                    diagnostics.Add(PatchDiagnostics.InvisibleToReflection($"an accessor of the property {name}.{propertyName}"));
                }
            }
        }
    }

    private static bool HasMore(PropertyAccessors olds, PropertyAccessors news) =>
        (olds.Getter.IsNil && !news.Getter.IsNil) || (olds.Setter.IsNil && !news.Setter.IsNil);

    private void CheckEvents(TypeDefinition oldType, TypeDefinition newType, string name)
    {
        var olds = oldType.GetEvents().Select(_old.GetEventDefinition).ToLookup(e => _old.GetString(e.Name));
        foreach (var @event in newType.GetEvents().Select(_new.GetEventDefinition))
        {
            var eventName = _new.GetString(@event.Name);
            if (olds[eventName].ToList() is [var counterpart])
            {
                _attributes.Check(counterpart.GetCustomAttributes(), @event.GetCustomAttributes(), $"{name}.{eventName}");
            }
            else
            {
                diagnostics.Add(PatchDiagnostics.InvisibleToReflection($"the event {name}.{eventName}"));
            }
        }
    }

    private bool SameInterfaces(TypeDefinition oldType, TypeDefinition newType)
    {
        var olds = oldType.GetInterfaceImplementations().Select(i => _old.GetInterfaceImplementation(i).Interface).ToList();
        var news = newType.GetInterfaceImplementations().Select(i => _new.GetInterfaceImplementation(i).Interface).ToList();
        return olds.Count == news.Count && news.TrueForAll(n => olds.Exists(o => comparison.Equivalence.Same(o, n)));
    }

    /// <summary>Which method implements which (ECMA-335 II.22.27); most of it follows from names, and has no row.</summary>
    private bool SameImplementations(TypeDefinition oldType, TypeDefinition newType)
    {
        var olds = oldType.GetMethodImplementations().Select(_old.GetMethodImplementation).ToList();
        var news = newType.GetMethodImplementations().Select(_new.GetMethodImplementation).ToList();
        return olds.Count == news.Count && news.TrueForAll(n => olds.Exists(o =>
            comparison.Equivalence.Same(o.MethodBody, n.MethodBody)
            && comparison.Equivalence.Same(o.MethodDeclaration, n.MethodDeclaration)));
    }

    private static bool IsSealed(TypeDefinition type) => (type.Attributes & TypeAttributes.Sealed) != 0;

    private static bool SameLayout(TypeDefinition oldType, TypeDefinition newType) =>
        (oldType.GetLayout().Size, oldType.GetLayout().PackingSize) == (newType.GetLayout().Size, newType.GetLayout().PackingSize);

    private bool IsOrdered(TypeDefinition type, TypeDefinitionHandle handle) =>
        TypeShape.IsValueType(_new, handle) || (type.Attributes & TypeAttributes.LayoutMask) != TypeAttributes.AutoLayout;

    private bool SameOrder(TypeDefinition oldType, TypeDefinition newType) =>
        oldType.GetFields().Where(f => !IsStatic(_old.GetFieldDefinition(f))).Select(f => FieldName(_old, f)).SequenceEqual(
            newType.GetFields().Where(f => !IsStatic(_new.GetFieldDefinition(f))).Select(f => FieldName(_new, f)));

    private static string FieldName(MetadataReader reader, FieldDefinitionHandle handle) =>
        reader.GetString(reader.GetFieldDefinition(handle).Name);

    private static bool IsStatic(FieldDefinition field) => (field.Attributes & FieldAttributes.Static) != 0;
}
