using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>Fields, methods and their parts.</summary>
internal sealed partial class DeltaWriter
{
    /// <summary>Data of fields is aligned as the compiler aligns it, so that vector loads from it stay aligned.</summary>
    private const int DataAlignment = 16;

    private void WriteField(FieldDefinitionHandle source, bool isOfCompanion)
    {
        var field = _new.GetFieldDefinition(source);
        var attributes = isOfCompanion ? CompanionField(field.Attributes) : field.Attributes;
        var row = _builder.AddFieldDefinition(
            attributes, _builder.GetOrAddString(_new.GetString(field.Name)), Signature(field.Signature));
        _nextField++;
        if (field.GetOffset() is >= 0 and var offset)
        {
            _builder.AddFieldLayout(row, offset);
        }

        if (!field.GetMarshallingDescriptor().IsNil)
        {
            _builder.AddMarshallingDescriptor(row, Copy(field.GetMarshallingDescriptor()));
        }

        if ((field.Attributes & FieldAttributes.HasFieldRVA) != 0)
        {
            _data.Align(DataAlignment);
            _builder.AddFieldRelativeVirtualAddress(row, _data.Count);
            _data.WriteBytes(_comparison.New.Data(field.GetRelativeVirtualAddress(), FieldSize.Of(_new, field)));
        }

        WriteConstant(row, field.GetDefaultValue());
        WriteAttributes(row, field.GetCustomAttributes());
    }

    private void WriteMethod(MethodDefinitionHandle source, bool isOfCompanion)
    {
        var method = _new.GetMethodDefinition(source);
        var name = isOfCompanion ? _delta.CompanionName(source) : _new.GetString(method.Name);
        var signature = isOfCompanion ? _tables.Blob(_tokens.StaticSignature(source)) : Signature(method.Signature);
        var isMoved = isOfCompanion && (method.Attributes & MethodAttributes.Static) == 0;
        var isOfObject = isMoved && !TypeShape.IsValueType(_new, method.GetDeclaringType());
        var body = _comparison.New.Body(source) is null ? -1 : WriteBody(_bodies.Import(source, isOfObject ? NullReference() : null));
        var row = _builder.AddMethodDefinition(
            isOfCompanion ? CompanionMethod(method.Attributes) : method.Attributes,
            method.ImplAttributes,
            _builder.GetOrAddString(name),
            signature,
            body,
            MetadataTokens.ParameterHandle(_nextParameter));
        _nextMethod++;
        WriteParameters(method, isMoved);
        if ((method.Attributes & MethodAttributes.PinvokeImpl) != 0)
        {
            var import = method.GetImport();
            var module = _builder.AddModuleReference(
                _builder.GetOrAddString(_new.GetString(_new.GetModuleReference(import.Module).Name)));
            _builder.AddMethodImport(row, import.Attributes, _builder.GetOrAddString(_new.GetString(import.Name)), module);
        }

        WriteAttributes(row, method.GetCustomAttributes());
    }

    private TokenReference NullReference() => _nullReference ??= _tables.MemberReference(
        _tables.TypeReference(CoreLibrary(), "System", "NullReferenceException"),
        ".ctor",
        new SignatureTemplate { Bytes = [(byte)SignatureAttributes.Instance, 0, (byte)SignatureTypeCode.Void], Positions = [], Tokens = [] });

    /// <summary>Rows are in order of sequence, 0 being the return value and 1 what was <c>this</c>.</summary>
    private void WriteParameters(MethodDefinition method, bool isMoved)
    {
        var sources = method.GetParameters().Select(_new.GetParameter).ToArray();
        foreach (var returned in sources.Where(p => p.SequenceNumber == 0))
        {
            WriteParameter(returned, 0);
        }

        if (isMoved)
        {
            _builder.AddParameter(ParameterAttributes.None, _builder.GetOrAddString("this"), 1);
            _nextParameter++;
        }

        foreach (var parameter in sources.Where(p => p.SequenceNumber > 0))
        {
            WriteParameter(parameter, parameter.SequenceNumber + (isMoved ? 1 : 0));
        }
    }

    private void WriteParameter(Parameter parameter, int sequence)
    {
        var row = _builder.AddParameter(
            parameter.Attributes, _builder.GetOrAddString(_new.GetString(parameter.Name)), sequence);
        _nextParameter++;
        if (!parameter.GetMarshallingDescriptor().IsNil)
        {
            _builder.AddMarshallingDescriptor(row, Copy(parameter.GetMarshallingDescriptor()));
        }

        WriteConstant(row, parameter.GetDefaultValue());
        WriteAttributes(row, parameter.GetCustomAttributes());
    }

    /// <summary>The static constructor of a companion: the initialisers of the fields it holds.</summary>
    private void WriteInitializers(DeltaType companion)
    {
        var pieces = _comparison.StaticInitializers.For(companion.Source, companion.Fields);
        if (pieces.IsEmpty)
        {
            return;
        }

        var constructor = _comparison.StaticInitializers.StaticConstructor(companion.Source)!.Value;
        _builder.AddMethodDefinition(
            MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig | MethodAttributes.SpecialName
                | MethodAttributes.RTSpecialName,
            MethodImplAttributes.IL,
            _builder.GetOrAddString(".cctor"),
            _builder.GetOrAddBlob(new byte[] { 0, 0, (byte)SignatureTypeCode.Void }),
            WriteBody(_bodies.Import(constructor, pieces)),
            MetadataTokens.ParameterHandle(_nextParameter));
        _nextMethod++;
    }

    private int WriteBody(ImportedBody body)
    {
        _code.Align(4);
        var offset = _code.Count;
        _code.WriteBytes(body.Resolved());
        return offset;
    }

    private void WriteConstant(EntityHandle owner, ConstantHandle source)
    {
        if (!source.IsNil)
        {
            var constant = _new.GetConstant(source);
            var value = constant.TypeCode == ConstantTypeCode.NullReference
                ? null
                : _new.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
            _builder.AddConstant(owner, value);
        }
    }

    private BlobHandle Copy(BlobHandle blob) => _builder.GetOrAddBlob(_new.GetBlobBytes(blob));

    /// <summary>A store to the field comes from outside its type now, which read-only fields do not allow.</summary>
    private static FieldAttributes CompanionField(FieldAttributes attributes) =>
        attributes & ~(FieldAttributes.FieldAccessMask | FieldAttributes.InitOnly) | FieldAttributes.Public;

    private static MethodAttributes CompanionMethod(MethodAttributes attributes) =>
        attributes & ~(MethodAttributes.MemberAccessMask | MethodAttributes.SpecialName | MethodAttributes.Final)
        | MethodAttributes.Public | MethodAttributes.Static;
}
