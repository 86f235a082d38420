using System.Reflection.Metadata;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Compare;

/// <summary>
/// Takes a signature blob apart into the bytes that mean the same in every module and the tokens that do not (ECMA-335 II.23.2).
/// </summary>
internal ref struct SignatureParser
{
    /// <summary>Types nested deeper than this in one signature are refused: a limit on recursion.</summary>
    private const int MaximumDepth = 100;

    private readonly ReadOnlySpan<byte> _blob;
    private readonly List<byte> _bytes;
    private readonly List<int> _positions = [];
    private readonly List<TokenReference> _tokens = [];
    private int _next;
    private int _depth;

    private SignatureParser(ReadOnlySpan<byte> blob)
    {
        _blob = blob;
        _bytes = new List<byte>(blob.Length);
    }

    /// <summary>Parses any blob that is a whole signature: of a method, field, property, method instance or of locals.</summary>
    /// <exception cref="BadImageFormatException">It is not one.</exception>
    public static SignatureTemplate Parse(ReadOnlySpan<byte> blob)
    {
        var parser = new SignatureParser(blob);
        parser.Whole();
        return parser.Finish();
    }

    /// <summary>Parses the blob of a TypeSpec: one type.</summary>
    public static SignatureTemplate ParseType(ReadOnlySpan<byte> blob)
    {
        var parser = new SignatureParser(blob);
        parser.Type();
        return parser.Finish();
    }

    /// <summary>How many of the template's bytes a method signature takes up to the end of its return type.</summary>
    public static int EndOfReturnType(ReadOnlySpan<byte> methodSignature)
    {
        var parser = new SignatureParser(methodSignature);
        parser.MethodHead();
        return parser._bytes.Count;
    }

    private readonly SignatureTemplate Finish() => _next == _blob.Length
        ? new SignatureTemplate { Bytes = [.. _bytes], Positions = [.. _positions], Tokens = [.. _tokens] }
        : throw new BadImageFormatException("signature has a tail");

    private void Whole()
    {
        var kind = (SignatureKind)(Peek() & 0x0f);
        switch (kind)
        {
            case SignatureKind.Field:
                Copy();
                Type();
                break;
            case SignatureKind.LocalVariables or SignatureKind.MethodSpecification:
                Copy();
                Types(Number());
                break;
            default:
                Method();
                break;
        }
    }

    private void Method() => Types(MethodHead());

    private uint MethodHead()
    {
        var header = new SignatureHeader(Copy());
        if (header.IsGeneric)
        {
            Number();
        }

        var parameters = Number();
        Type();
        return parameters;
    }

    private void Types(uint count)
    {
        for (var i = 0u; i < count; i++)
        {
            Type();
        }
    }

    private void Type()
    {
        if (++_depth > MaximumDepth)
        {
            throw new BadImageFormatException("signature is nested too deep");
        }

        var code = Copy();
        switch (code)
        {
            case (byte)SignatureTypeCode.Pointer or (byte)SignatureTypeCode.ByReference or (byte)SignatureTypeCode.SZArray
                or (byte)SignatureTypeCode.Pinned or (byte)SignatureTypeCode.Sentinel:
                Type();
                break;
            case (byte)SignatureTypeKind.Class or (byte)SignatureTypeKind.ValueType:
                Token();
                break;
            case (byte)SignatureTypeCode.GenericTypeParameter or (byte)SignatureTypeCode.GenericMethodParameter:
                Number();
                break;
            case (byte)SignatureTypeCode.Array:
                Type();
                Number();
                Numbers(Number());
                Numbers(Number());
                break;
            case (byte)SignatureTypeCode.GenericTypeInstance:
                Copy();
                Token();
                Types(Number());
                break;
            case (byte)SignatureTypeCode.FunctionPointer:
                Method();
                break;
            case (byte)SignatureTypeCode.RequiredModifier or (byte)SignatureTypeCode.OptionalModifier:
                Token();
                Type();
                break;
            case >= (byte)SignatureTypeCode.Void and <= (byte)SignatureTypeCode.String
                or (byte)SignatureTypeCode.TypedReference or (byte)SignatureTypeCode.IntPtr
                or (byte)SignatureTypeCode.UIntPtr or (byte)SignatureTypeCode.Object:
                break;
            default:
                throw new BadImageFormatException($"unknown element type 0x{code:x2}");
        }

        _depth--;
    }

    private void Numbers(uint count)
    {
        for (var i = 0u; i < count; i++)
        {
            Number();
        }
    }

    private readonly byte Peek() => _next < _blob.Length ? _blob[_next] : throw new BadImageFormatException("signature is cut short");

    private byte Copy()
    {
        var value = Peek();
        _bytes.Add(value);
        _next++;
        return value;
    }

    private uint Number()
    {
        var start = _next;
        var value = Compressed();
        _bytes.AddRange(_blob[start.._next]);
        return value;
    }

    private void Token()
    {
        var coded = Compressed();
        var table = (coded & 3) switch { 0 => 0x0200_0000, 1 => 0x0100_0000, 2 => 0x1b00_0000, _ => throw new BadImageFormatException("bad token") };
        _positions.Add(_bytes.Count);
        _tokens.Add(TokenReference.Existing(table | (int)(coded >> 2)));
    }

    /// <summary>An unsigned integer in the compressed form of ECMA-335 II.23.2.</summary>
    private uint Compressed()
    {
        uint first = Peek();
        var size = (first & 0x80) == 0 ? 1 : (first & 0x40) == 0 ? 2 : 4;
        if (_next + size > _blob.Length)
        {
            throw new BadImageFormatException("signature is cut short");
        }

        var value = size switch
        {
            1 => first,
            2 => ((first & 0x3f) << 8) | _blob[_next + 1],
            _ => ((first & 0x1f) << 24) | ((uint)_blob[_next + 1] << 16) | ((uint)_blob[_next + 2] << 8) | _blob[_next + 3],
        };
        _next += size;
        return value;
    }
}
