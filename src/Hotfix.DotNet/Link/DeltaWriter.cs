using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>Writes the delta assembly: one type after the other, in the order the tables want.</summary>
internal sealed partial class DeltaWriter
{
    private const int FirstType = 3;
    private const int FirstMethod = 2;

    private readonly AssemblyComparison _comparison;
    private readonly DeltaContents _delta;
    private readonly string _name;
    private readonly MetadataReader _new;
    private readonly MetadataBuilder _builder = new();
    private readonly DeltaTables _tables;
    private readonly TokenImporter _tokens;
    private readonly DeltaScope _scope;
    private readonly BodyImporter _bodies;
    private readonly AttributeValues _attributes;
    private readonly BlobBuilder _code = new();
    private readonly BlobBuilder _data = new();
    private TokenReference? _nullReference;
    private int _nextField = 1;
    private int _nextMethod = 1;
    private int _nextParameter = 1;

    private DeltaWriter(AssemblyComparison comparison, DeltaContents delta, string name)
    {
        _comparison = comparison;
        _delta = delta;
        _name = name;
        _new = comparison.New.Metadata;
        _tables = new DeltaTables(_builder);
        _scope = new DeltaScope(comparison, delta, _tables, FirstType, FirstMethod);
        _tokens = new TokenImporter(comparison, delta, _tables, _scope);
        _bodies = new BodyImporter(comparison, _tokens);
        _attributes = new AttributeValues(comparison);
    }

    /// <summary>The delta assembly as a file image.</summary>
    /// <exception cref="CannotLinkException">Something in it has no sound form there.</exception>
    public static byte[] Write(AssemblyComparison comparison, DeltaContents delta, string name)
    {
        var writer = new DeltaWriter(comparison, delta, name);
        writer.WriteHead();
        foreach (var type in delta.Types)
        {
            writer.WriteType(type);
        }

        writer.WriteNesting();
        writer.WriteGenericParameters();
        writer.WriteAccess();
        return writer.Serialize();
    }

    private void WriteHead()
    {
        var id = new Guid(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(_name))[..16]);
        _builder.AddModule(0, _builder.GetOrAddString(_name + ".dll"), _builder.GetOrAddGuid(id), default, default);
        _builder.AddAssembly(
            _builder.GetOrAddString(_name), _comparison.Old.Version, default, default, default, AssemblyHashAlgorithm.None);
        _builder.AddTypeDefinition(
            default, default, _builder.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(1));
        WriteAccessAttributeType();
    }

    private void WriteType(DeltaType contained)
    {
        var type = _new.GetTypeDefinition(contained.Source);
        var handle = _builder.AddTypeDefinition(
            contained.IsCompanion ? CompanionAttributes(contained) : TypeAttributesOf(type),
            _builder.GetOrAddString(_new.GetString(type.Namespace)),
            _builder.GetOrAddString(_new.GetString(type.Name)),
            contained.IsCompanion ? ObjectType() : type.BaseType.IsNil ? default : Import(type.BaseType),
            MetadataTokens.FieldDefinitionHandle(_nextField),
            MetadataTokens.MethodDefinitionHandle(_nextMethod));
        foreach (var field in contained.Fields)
        {
            WriteField(field, contained.IsCompanion);
        }

        foreach (var method in contained.Methods)
        {
            WriteMethod(method, contained.IsCompanion);
        }

        if (contained.IsCompanion)
        {
            WriteInitializers(contained);
        }
        else
        {
            WriteTypeParts(type, handle);
        }
    }

    /// <summary>What stands in tables of its own: interfaces, overrides, properties, events, layout, attributes.</summary>
    private void WriteTypeParts(TypeDefinition type, TypeDefinitionHandle handle)
    {
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            var row = _builder.AddInterfaceImplementation(handle, Import(_new.GetInterfaceImplementation(implementation).Interface));
            WriteAttributes(row, _new.GetInterfaceImplementation(implementation).GetCustomAttributes());
        }

        foreach (var implementation in type.GetMethodImplementations())
        {
            var row = _new.GetMethodImplementation(implementation);
            _builder.AddMethodImplementation(handle, Import(row.MethodBody), Import(row.MethodDeclaration));
        }

        var layout = type.GetLayout();
        if (!layout.IsDefault)
        {
            _builder.AddTypeLayout(handle, (ushort)layout.PackingSize, (uint)layout.Size);
        }

        WriteProperties(type, handle);
        WriteEvents(type, handle);
        WriteAttributes(handle, type.GetCustomAttributes());
    }

    private void WriteProperties(TypeDefinition type, TypeDefinitionHandle handle)
    {
        PropertyDefinitionHandle first = default;
        foreach (var source in type.GetProperties())
        {
            var property = _new.GetPropertyDefinition(source);
            var row = _builder.AddProperty(
                property.Attributes, _builder.GetOrAddString(_new.GetString(property.Name)), Signature(property.Signature));
            first = first.IsNil ? row : first;
            var accessors = property.GetAccessors();
            WriteSemantics(row, MethodSemanticsAttributes.Getter, accessors.Getter);
            WriteSemantics(row, MethodSemanticsAttributes.Setter, accessors.Setter);
            WriteConstant(row, property.GetDefaultValue());
            WriteAttributes(row, property.GetCustomAttributes());
        }

        if (!first.IsNil)
        {
            _builder.AddPropertyMap(handle, first);
        }
    }

    private void WriteEvents(TypeDefinition type, TypeDefinitionHandle handle)
    {
        EventDefinitionHandle first = default;
        foreach (var source in type.GetEvents())
        {
            var @event = _new.GetEventDefinition(source);
            var row = _builder.AddEvent(@event.Attributes, _builder.GetOrAddString(_new.GetString(@event.Name)), Import(@event.Type));
            first = first.IsNil ? row : first;
            var accessors = @event.GetAccessors();
            WriteSemantics(row, MethodSemanticsAttributes.Adder, accessors.Adder);
            WriteSemantics(row, MethodSemanticsAttributes.Remover, accessors.Remover);
            WriteSemantics(row, MethodSemanticsAttributes.Raiser, accessors.Raiser);
            WriteAttributes(row, @event.GetCustomAttributes());
        }

        if (!first.IsNil)
        {
            _builder.AddEventMap(handle, first);
        }
    }

    private void WriteSemantics(EntityHandle association, MethodSemanticsAttributes kind, MethodDefinitionHandle accessor)
    {
        if (!accessor.IsNil)
        {
            _builder.AddMethodSemantics(association, kind, (MethodDefinitionHandle)DeltaTables.Entity(_scope.Definition(accessor)!.Value));
        }
    }

    private void WriteNesting()
    {
        var row = FirstType;
        foreach (var type in _delta.Types)
        {
            if (type.Enclosing is { } enclosing)
            {
                _builder.AddNestedType(
                    MetadataTokens.TypeDefinitionHandle(row),
                    (TypeDefinitionHandle)DeltaTables.Entity(_scope.NewType(enclosing.Source)));
            }

            row++;
        }
    }

    /// <summary>The table is sorted by owner, types and methods interleaved by row (ECMA-335 II.22.20).</summary>
    private void WriteGenericParameters()
    {
        var owners = new List<(EntityHandle Owner, GenericParameterHandleCollection Parameters)>();
        foreach (var type in _delta.Types)
        {
            owners.Add((DeltaTables.Entity(_scope.NewType(type.Source)), _new.GetTypeDefinition(type.Source).GetGenericParameters()));
            owners.AddRange(type.Methods.Select(m => (
                DeltaTables.Entity(_scope.Definition(m)!.Value), _new.GetMethodDefinition(m).GetGenericParameters())));
        }

        foreach (var (owner, parameters) in owners.OrderBy(o => CodedIndex.TypeOrMethodDef(o.Owner)))
        {
            foreach (var source in parameters)
            {
                var parameter = _new.GetGenericParameter(source);
                var attributes = _new.GetGenericParameter(source).Attributes;
                var row = _builder.AddGenericParameter(
                    owner, attributes, _builder.GetOrAddString(_new.GetString(parameter.Name)), parameter.Index);
                foreach (var constraint in parameter.GetConstraints())
                {
                    _builder.AddGenericParameterConstraint(row, Import(_new.GetGenericParameterConstraint(constraint).Type));
                }

                WriteAttributes(row, parameter.GetCustomAttributes());
            }
        }
    }

    private byte[] Serialize()
    {
        var image = new BlobBuilder();
        new ManagedPEBuilder(
            PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(_builder), _code,
            mappedFieldData: _data.Count > 0 ? _data : null,
            deterministicIdProvider: _ => BlobContentId.FromHash(System.Security.Cryptography.SHA256.HashData(
                System.Text.Encoding.UTF8.GetBytes(_name))))
            .Serialize(image);
        return image.ToArray();
    }

    /// <summary>A companion is a static class; what is private to the type is so no more, since the loaded module uses it.</summary>
    private static TypeAttributes CompanionAttributes(DeltaType companion) =>
        TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.Class
        | (companion.Enclosing is null ? TypeAttributes.Public : TypeAttributes.NestedPublic);

    /// <summary>The loaded module is a friend of the delta, which makes internal enough for it.</summary>
    private static TypeAttributes TypeAttributesOf(TypeDefinition type) => (type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.NestedPrivate => type.Attributes & ~TypeAttributes.VisibilityMask | TypeAttributes.NestedAssembly,
        TypeAttributes.NestedFamily or TypeAttributes.NestedFamANDAssem =>
            type.Attributes & ~TypeAttributes.VisibilityMask | TypeAttributes.NestedFamORAssem,
        _ => type.Attributes,
    };

    private EntityHandle ObjectType() =>
        DeltaTables.Entity(_tables.TypeReference(CoreLibrary(), "System", "Object"));

    private TokenReference CoreLibrary()
    {
        foreach (var handle in _new.TypeReferences)
        {
            var type = _new.GetTypeReference(handle);
            if (type.ResolutionScope.Kind == HandleKind.AssemblyReference && _new.StringComparer.Equals(type.Name, "Object")
                && _new.StringComparer.Equals(type.Namespace, "System"))
            {
                return _tokens.Import(type.ResolutionScope);
            }
        }

        throw new CannotLinkException("an assembly that does not refer to System.Object");
    }

    private EntityHandle Import(EntityHandle token) => DeltaTables.Entity(_tokens.Import(token));

    private BlobHandle Signature(BlobHandle signature) => _tables.Blob(_tokens.Signature(signature));
}
