namespace Hotfixing.Binary.GoSym;

/// <summary>
/// A type descriptor (internal/abi/type.go and map.go, map_swiss.go, map_noswiss.go; runtime/type.go in 1.19; to 1.26). It stands
/// in one image, and so do the addresses in it.
/// </summary>
public sealed record GoType
{
    /// <summary>Where it stands.</summary>
    public required ImageAddress Address { get; init; }

    /// <summary>What descriptors of the same type in other images agree in.</summary>
    public required GoTypeKey Key { get; init; }

    /// <summary>The size of a value, in bytes.</summary>
    public required ulong Size { get; init; }

    /// <summary>How many bytes of a value, from its first, may hold pointers.</summary>
    public required ulong PointerBytes { get; init; }

    /// <summary>What the descriptor says of itself.</summary>
    public required GoTypeTraits Traits { get; init; }

    /// <summary>Whether its pointer mask is a program of the garbage collector (until 1.23).</summary>
    public required bool HasGcProgram { get; init; }

    /// <summary>The pointer mask, the program that makes it, or the variable it is kept in; 0 when there is none.</summary>
    public required ImageAddress GcData { get; init; }

    /// <summary>How Go writes it.</summary>
    public required GoName Name { get; init; }

    /// <summary>The descriptor of the pointer to it; null when the image does not say.</summary>
    public required ImageAddress? PointerToThis { get; init; }

    /// <summary>What an array, channel, pointer, slice or map holds.</summary>
    public ImageAddress? Element { get; init; }

    /// <summary>The key of a map.</summary>
    public ImageAddress? MapKey { get; init; }

    /// <summary>The type a map keeps its entries in, or the slice of an array's elements.</summary>
    public ImageAddress? Helper { get; init; }

    /// <summary>The length of an array, the direction of a channel, or how many of a function's parameters are results and whether it is variadic.</summary>
    public ulong Shape { get; init; }

    /// <summary>What a map's entries look like: the bytes behind its three types.</summary>
    public ReadOnlyMemory<byte> MapShape { get; init; }

    /// <summary>The parameters and results of a function.</summary>
    public IReadOnlyList<ImageAddress> Parameters { get; init; } = [];

    /// <summary>The fields of a struct.</summary>
    public IReadOnlyList<GoField> Fields { get; init; } = [];

    /// <summary>What an interface asks for.</summary>
    public IReadOnlyList<GoInterfaceMethod> InterfaceMethods { get; init; } = [];

    /// <summary>The name an interface or a struct keeps of its package; null when there is none.</summary>
    public GoName? OwnPackage { get; init; }

    /// <summary>Where the part with package path and methods stands; null when there is none.</summary>
    public ImageAddress? Uncommon { get; init; }

    /// <summary>The package path of that part; null when it has none.</summary>
    public GoName? PackagePath { get; init; }

    /// <summary>The methods, by name.</summary>
    public IReadOnlyList<GoMethod> Methods { get; init; } = [];

    /// <summary>The descriptors this one refers to.</summary>
    public required IReadOnlyList<ImageAddress> References { get; init; }

    /// <summary>The stretches of memory that are this descriptor, without the names.</summary>
    public required IReadOnlyList<GoStretch> Stretches { get; init; }

    /// <summary>The names in it.</summary>
    public IEnumerable<GoName> Names =>
        new[] { Name, PackagePath, OwnPackage }.OfType<GoName>()
            .Concat(Fields.Select(f => f.Name)).Concat(InterfaceMethods.Select(m => m.Name)).Concat(Methods.Select(m => m.Name));

    /// <summary>As Go writes it.</summary>
    public override string ToString() => Key.PackagePath.Length == 0 ? Key.Text : $"{Key.Text} (package {Key.PackagePath})";
}
