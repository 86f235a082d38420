using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Link;

/// <summary>The size of a field that has initial data.</summary>
internal static class FieldSize
{
    /// <summary>In bytes: of a number its own, of a structure the one its layout states.</summary>
    /// <exception cref="CannotLinkException">The field's type states no size.</exception>
    public static int Of(MetadataReader reader, FieldDefinition field)
    {
        var signature = reader.GetBlobReader(field.Signature);
        signature.ReadSignatureHeader();
        switch (signature.ReadSignatureTypeCode())
        {
            case SignatureTypeCode.Boolean or SignatureTypeCode.Byte or SignatureTypeCode.SByte:
                return 1;
            case SignatureTypeCode.Char or SignatureTypeCode.Int16 or SignatureTypeCode.UInt16:
                return 2;
            case SignatureTypeCode.Int32 or SignatureTypeCode.UInt32 or SignatureTypeCode.Single:
                return 4;
            case SignatureTypeCode.Int64 or SignatureTypeCode.UInt64 or SignatureTypeCode.Double:
                return 8;
            case SignatureTypeCode.TypeHandle:
                signature.Offset--;
                signature.ReadCompressedInteger();
                var type = signature.ReadTypeHandle();
                if (type.Kind == HandleKind.TypeDefinition
                    && reader.GetTypeDefinition((TypeDefinitionHandle)type).GetLayout() is { Size: > 0 } layout)
                {
                    return layout.Size;
                }

                break;
        }

        throw new CannotLinkException($"the initial data of {reader.GetString(field.Name)}, whose size is not stated");
    }
}
