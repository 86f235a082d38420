using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>
/// Reads one type descriptor after another. Layouts: internal/abi/type.go, map.go, map_swiss.go, map_noswiss.go (1.20 to 1.26),
/// runtime/type.go (1.19), cmd/compile/internal/reflectdata/reflect.go, which writes them.
/// </summary>
/// <param name="image">Where they stand.</param>
/// <param name="space">Where they may stand, and what their offsets count from.</param>
internal sealed class GoTypeReader(ProgramImage image, GoTypeSpace space)
{
    private const int HeaderSize = 48;
    private const int UncommonSize = 16;
    private const byte KindMask = 31;
    private const byte GcProgramBit = 64;
    private const int OldMapShape = 16;
    private const int SwissMapShape = 40;
    private const int VariadicBit = 0x8000;
    private const GoTypeTraits AllFlags = (GoTypeTraits)63;
    private readonly Dictionary<ImageAddress, GoName> _names = [];

    /// <summary>The descriptor at an address, if one stands there: what is merely pointed to may be anything.</summary>
    public bool TryRead(ImageAddress address, [NotNullWhen(true)] out GoType? type)
    {
        type = null;
        if (!IsHeader(address))
        {
            return false;
        }

        try
        {
            type = Read(address);
            return type.Key is { Hash: not 0, Text.Length: > 0 };
        }
        catch (InvalidBinaryException)
        {
            return false;
        }
    }

    /// <exception cref="InvalidBinaryException">No descriptor stands there.</exception>
    public GoType Read(ImageAddress address)
    {
        var kind = (GoKind)(image.ReadByte(address + 23) & KindMask);
        var flags = (GoTypeTraits)image.ReadByte(address + 20);
        if (!IsHeader(address))
        {
            throw image.Invalid(address, "no type descriptor");
        }

        var name = NameAt(Int32(address + 40)) ?? throw image.Invalid(address, "a type descriptor without a text");
        var parts = Tail(address + HeaderSize, kind, flags, out var behind);
        var uncommon = flags.HasFlag(GoTypeTraits.Uncommon) ? behind : (ImageAddress?)null;
        var packagePath = uncommon is { } at ? NameAt(Int32(at)) : null;
        var methods = uncommon is null ? [] : Methods(uncommon.Value);
        var pointerToThis = Type(Int32(address + 44), address);
        var text = flags.HasFlag(GoTypeTraits.ExtraStar) && name.Text.StartsWith('*') ? name.Text[1..] : name.Text;
        return parts with
        {
            Address = address,
            Key = new GoTypeKey(image.ReadUInt32(address + 16), kind, text, packagePath?.Text ?? ""),
            Size = image.ReadUInt64(address),
            PointerBytes = image.ReadUInt64(address + 8),
            Traits = flags,
            HasGcProgram = (image.ReadByte(address + 23) & GcProgramBit) != 0,
            GcData = image.ReadAddress(address + 32),
            Name = name,
            PointerToThis = pointerToThis,
            Uncommon = uncommon,
            PackagePath = packagePath,
            Methods = methods,
            References = [.. References(parts, methods, pointerToThis).Distinct()],
            Stretches = [.. Stretches(address, parts, uncommon ?? behind, uncommon is null ? 0UL : UncommonSize, methods)],
        };
    }

    private bool IsHeader(ImageAddress address)
    {
        if (!space.Contains(address) || address.Value % 8 != 0 || !image.Contains(address, HeaderSize))
        {
            return false;
        }

        var header = image.Read(address, HeaderSize);
        var (size, pointers) = (BinaryPrimitives.ReadUInt64LittleEndian(header), BinaryPrimitives.ReadUInt64LittleEndian(header[8..]));
        return pointers <= size && pointers % 8 == 0 && ((GoTypeTraits)header[20] & ~AllFlags) == 0
            && header[21] is 1 or 2 or 4 or 8 && header[22] is 1 or 2 or 4 or 8 && (header[23] & KindMask) is > 0 and <= (int)GoKind.UnsafePointer;
    }

    private GoType Tail(ImageAddress at, GoKind kind, GoTypeTraits flags, out ImageAddress behind)
    {
        switch (kind)
        {
            case GoKind.Array:
                behind = at + 24;
                return Empty with { Element = Pointer(at), Helper = Pointer(at + 8), Shape = image.ReadUInt64(at + 16) };
            case GoKind.Chan:
                behind = at + 16;
                return Empty with { Element = Pointer(at), Shape = image.ReadUInt64(at + 8) };
            case GoKind.Pointer or GoKind.Slice:
                behind = at + 8;
                return Empty with { Element = Pointer(at) };
            case GoKind.Map:
                var shape = space.HasSwissMaps ? SwissMapShape : OldMapShape;
                behind = at + 24 + (ulong)shape;
                return Empty with
                {
                    MapKey = Pointer(at),
                    Element = Pointer(at + 8),
                    Helper = Pointer(at + 16),
                    MapShape = image.Read(at + 32, shape - 8).ToArray(),
                };
            case GoKind.Func:
                behind = at + 8;
                return Function(at, behind + (flags.HasFlag(GoTypeTraits.Uncommon) ? UncommonSize : 0UL));
            case GoKind.Struct:
                behind = at + 32;
                return Empty with { OwnPackage = Name(image.ReadAddress(at)), Fields = Fields(at + 8) };
            case GoKind.Interface:
                behind = at + 32;
                return Empty with { OwnPackage = Name(image.ReadAddress(at)), InterfaceMethods = InterfaceMethods(at + 8) };
            default:
                behind = at;
                return Empty;
        }
    }

    private GoType Function(ImageAddress at, ImageAddress parameters)
    {
        var (inputs, outputs) = (image.ReadUInt16(at), image.ReadUInt16(at + 2));
        var list = new ImageAddress[inputs + (outputs & ~VariadicBit)];
        for (var i = 0; i < list.Length; i++)
        {
            list[i] = Pointer(parameters + (ulong)i * 8);
        }

        return Empty with { Parameters = list, Shape = image.ReadUInt32(at) };
    }

    private GoField[] Fields(ImageAddress slice)
    {
        var (start, fields) = (image.ReadAddress(slice), new GoField[Count(slice)]);
        for (var i = 0; i < fields.Length; i++)
        {
            var at = start + (ulong)i * 24;
            var name = Name(image.ReadAddress(at)) ?? throw image.Invalid(at, "a field without a name");
            fields[i] = new GoField(name, Pointer(at + 8), image.ReadUInt64(at + 16), name.IsEmbedded);
        }

        return fields;
    }

    private GoInterfaceMethod[] InterfaceMethods(ImageAddress slice)
    {
        var (start, methods) = (image.ReadAddress(slice), new GoInterfaceMethod[Count(slice)]);
        for (var i = 0; i < methods.Length; i++)
        {
            var at = start + (ulong)i * 8;
            var name = NameAt(Int32(at)) ?? throw image.Invalid(at, "a method without a name");
            methods[i] = new GoInterfaceMethod(at, name, Type(Int32(at + 4), at) ?? throw image.Invalid(at, "a method without a type"));
        }

        return methods;
    }

    private GoMethod[] Methods(ImageAddress uncommon)
    {
        var methods = new GoMethod[image.ReadUInt16(uncommon + 4)];
        var start = uncommon + image.ReadUInt32(uncommon + 8);
        for (var i = 0; i < methods.Length; i++)
        {
            var at = start + (ulong)i * 16;
            var name = NameAt(Int32(at)) ?? throw image.Invalid(at, "a method without a name");
            methods[i] = new GoMethod(at, name, Int32(at + 4), Int32(at + 8), Int32(at + 12));
            _ = Type(methods[i].Type, at);
        }

        return methods;
    }

    private int Int32(ImageAddress at) => (int)image.ReadUInt32(at);

    private int Count(ImageAddress slice)
    {
        var count = image.ReadUInt64(slice + 8);
        return count <= GoLimits.Members ? (int)count : throw image.Invalid(slice, $"a type with {count} members; at most {GoLimits.Members} are read");
    }

    private ImageAddress Pointer(ImageAddress at) =>
        image.ReadAddress(at) is var type && space.Contains(type) ? type : throw image.Invalid(at, $"no type is at {type}");

    private ImageAddress? Type(int offset, ImageAddress at) => offset is 0 or -1
        ? null
        : space.At(offset) is var type && space.Contains(type) ? type : throw image.Invalid(at, $"no type is at {type}");

    private GoName? NameAt(int offset) => offset == 0 ? null : Name(space.At(offset));

    private GoName? Name(ImageAddress at)
    {
        if (at.Value == 0)
        {
            return null;
        }

        if (!_names.TryGetValue(at, out var name))
        {
            _names[at] = name = GoName.At(image, at);
        }

        return name;
    }

    private IEnumerable<ImageAddress> References(GoType type, GoMethod[] methods, ImageAddress? pointerToThis) =>
        new[] { type.Element, type.MapKey, type.Helper, pointerToThis }.OfType<ImageAddress>()
            .Concat(type.Parameters)
            .Concat(type.Fields.Select(f => f.Type))
            .Concat(type.InterfaceMethods.Select(m => m.Type))
            .Concat(methods.Where(m => m.Type is not (0 or -1)).Select(m => space.At(m.Type)));

    private IEnumerable<GoStretch> Stretches(ImageAddress address, GoType type, ImageAddress behind, ulong uncommonSize, GoMethod[] methods)
    {
        var parameters = (ulong)type.Parameters.Count * 8;
        yield return new GoStretch(address, behind.Value - address.Value + uncommonSize + parameters);
        if (type.Fields.Count > 0)
        {
            yield return new GoStretch(image.ReadAddress(address + HeaderSize + 8), (ulong)type.Fields.Count * 24);
        }

        if (type.InterfaceMethods.Count > 0)
        {
            yield return new GoStretch(type.InterfaceMethods[0].Address, (ulong)type.InterfaceMethods.Count * 8);
        }

        if (methods.Length > 0)
        {
            yield return new GoStretch(methods[0].Address, (ulong)methods.Length * 16);
        }
    }

    // What every descriptor has is filled in by Read.
    private static readonly GoType Empty = new()
    {
        Address = default,
        Key = default,
        Size = 0,
        PointerBytes = 0,
        Traits = GoTypeTraits.None,
        HasGcProgram = false,
        GcData = default,
        Name = new GoName(default, "", "", null, 0, false),
        PointerToThis = null,
        References = [],
        Stretches = [],
    };
}
