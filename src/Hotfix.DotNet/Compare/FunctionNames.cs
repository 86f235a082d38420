using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Text;

namespace Hotfixing.DotNet.Compare;

/// <summary>Spells types, methods and fields the way C# programmers do: what plans print and <c>--function</c> takes.</summary>
internal sealed class FunctionNames(MetadataReader reader) : ISignatureTypeProvider<string, GenericNames>
{
    /// <summary>For example <c>Shop.Cart&lt;T&gt;.Total(decimal, int)</c>; of an accessor <c>Shop.Cart.Count.get()</c>.</summary>
    public string Method(MethodDefinitionHandle handle)
    {
        var method = reader.GetMethodDefinition(handle);
        return $"{MethodWithoutParameters(handle)}({string.Join(", ", Parameters(method))})";
    }

    /// <summary>The method's name without its parameters.</summary>
    public string MethodWithoutParameters(MethodDefinitionHandle handle)
    {
        var method = reader.GetMethodDefinition(handle);
        var name = reader.GetString(method.Name);
        if ((method.Attributes & System.Reflection.MethodAttributes.SpecialName) != 0
            && name.Split('_', 2) is ["get" or "set" or "add" or "remove", var property])
        {
            name = $"{property}.{name[..name.IndexOf('_')]}";
        }

        return $"{Type(method.GetDeclaringType())}.{name}{Arguments(method.GetGenericParameters())}";
    }

    /// <summary>The full name with its type parameters.</summary>
    public string Type(TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = WithoutArity(reader.GetString(type.Name));
        var outer = type.GetDeclaringType();
        var own = outer.IsNil ? 0 : reader.GetTypeDefinition(outer).GetGenericParameters().Count;
        var spelled = name + Arguments(type.GetGenericParameters().Skip(own));
        return !outer.IsNil ? $"{Type(outer)}.{spelled}" : type.Namespace.IsNil ? spelled : $"{reader.GetString(type.Namespace)}.{spelled}";
    }

    /// <summary>The type's name, a dot, and the field's name.</summary>
    public string Field(FieldDefinitionHandle handle)
    {
        var field = reader.GetFieldDefinition(handle);
        return $"{Type(field.GetDeclaringType())}.{reader.GetString(field.Name)}";
    }

    private ImmutableArray<string> Parameters(MethodDefinition method) =>
        method.DecodeSignature(this, new GenericNames(
            [.. reader.GetTypeDefinition(method.GetDeclaringType()).GetGenericParameters().Select(Parameter)],
            [.. method.GetGenericParameters().Select(Parameter)])).ParameterTypes;

    private string Parameter(GenericParameterHandle handle) => reader.GetString(reader.GetGenericParameter(handle).Name);

    private string Arguments(IEnumerable<GenericParameterHandle> parameters)
    {
        var names = string.Join(", ", parameters.Select(Parameter));
        return names.Length == 0 ? "" : $"<{names}>";
    }

    private static string WithoutArity(string name) =>
        name.LastIndexOf('`') is var tick and > 0 ? name[..tick] : name;

    string ISimpleTypeProvider<string>.GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode switch
    {
        PrimitiveTypeCode.Boolean => "bool",
        PrimitiveTypeCode.Int16 => "short",
        PrimitiveTypeCode.UInt16 => "ushort",
        PrimitiveTypeCode.Int32 => "int",
        PrimitiveTypeCode.UInt32 => "uint",
        PrimitiveTypeCode.Int64 => "long",
        PrimitiveTypeCode.UInt64 => "ulong",
        PrimitiveTypeCode.Single => "float",
        PrimitiveTypeCode.IntPtr => "nint",
        PrimitiveTypeCode.UIntPtr => "nuint",
        var other => other.ToString().ToLowerInvariant(),
    };

    string ISimpleTypeProvider<string>.GetTypeFromDefinition(MetadataReader _, TypeDefinitionHandle handle, byte rawTypeKind) =>
        WithoutArity(reader.GetString(reader.GetTypeDefinition(handle).Name));

    string ISimpleTypeProvider<string>.GetTypeFromReference(MetadataReader _, TypeReferenceHandle handle, byte rawTypeKind) =>
        reader.GetString(reader.GetTypeReference(handle).Name) switch
        {
            "Decimal" => "decimal",
            var name => WithoutArity(name),
        };

    string ISignatureTypeProvider<string, GenericNames>.GetTypeFromSpecification(
        MetadataReader _, GenericNames context, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, context);

    string ISignatureTypeProvider<string, GenericNames>.GetGenericMethodParameter(GenericNames context, int index) =>
        index < context.Method.Length ? context.Method[index] : $"!!{index}";

    string ISignatureTypeProvider<string, GenericNames>.GetGenericTypeParameter(GenericNames context, int index) =>
        index < context.Type.Length ? context.Type[index] : $"!{index}";

    string ISignatureTypeProvider<string, GenericNames>.GetModifiedType(string modifier, string unmodifiedType, bool isRequired) =>
        unmodifiedType;

    string ISignatureTypeProvider<string, GenericNames>.GetPinnedType(string elementType) => elementType;

    string ISignatureTypeProvider<string, GenericNames>.GetFunctionPointerType(MethodSignature<string> signature) =>
        $"delegate*<{string.Join(", ", signature.ParameterTypes.Append(signature.ReturnType))}>";

    string IConstructedTypeProvider<string>.GetArrayType(string elementType, ArrayShape shape) =>
        $"{elementType}[{new string(',', shape.Rank - 1)}]";

    string IConstructedTypeProvider<string>.GetByReferenceType(string elementType) => $"ref {elementType}";

    string IConstructedTypeProvider<string>.GetPointerType(string elementType) => $"{elementType}*";

    string ISZArrayTypeProvider<string>.GetSZArrayType(string elementType) => $"{elementType}[]";

    string IConstructedTypeProvider<string>.GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments)
    {
        var text = new StringBuilder(genericType).Append('<').AppendJoin(", ", typeArguments).Append('>');
        return text.ToString();
    }
}
