namespace Hotfixing.Binary.Elf;

/// <summary>A symbol of an ELF file.</summary>
public readonly struct ElfSymbol : IEquatable<ElfSymbol>
{
    private readonly ElfSymbolTable _table;

    internal ElfSymbol(ElfSymbolTable table, int index)
    {
        _table = table;
        Index = index;
    }

    /// <summary>Its place among the symbols, which relocations refer to.</summary>
    public int Index { get; }

    /// <summary>Its name; decoded when it is first asked for, and kept.</summary>
    public string Name => _table.Name(Index);

    /// <summary>The bytes of its name in UTF-8; nothing is decoded.</summary>
    public ReadOnlySpan<byte> NameBytes => _table.NameBytes(Index);

    /// <summary>Its address in a linked file; its offset in its section in an object to be linked.</summary>
    public ulong Value => _table.Row(Index).Value;

    /// <summary>The size of what it names, in bytes; 0 when not said.</summary>
    public ulong Size => _table.Row(Index).Length;

    /// <summary>What it names.</summary>
    public ElfSymbolKind Kind => (ElfSymbolKind)(_table.Row(Index).Info & 0xf);

    /// <summary>The index of the section it lies in; null when it is not defined in this file, or lies in none (an absolute value).</summary>
    public int? SectionIndex => _table.SectionIndex(Index);

    /// <summary>Whether both are the same symbol of the same file.</summary>
    public static bool operator ==(ElfSymbol left, ElfSymbol right) => left.Equals(right);

    /// <summary>Whether they are not the same symbol of the same file.</summary>
    public static bool operator !=(ElfSymbol left, ElfSymbol right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(ElfSymbol other) => ReferenceEquals(_table, other._table) && Index == other.Index;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ElfSymbol other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Index;

    /// <summary>Value, size and name.</summary>
    public override string ToString() => $"0x{Value:x} {Size} {Name}";
}
