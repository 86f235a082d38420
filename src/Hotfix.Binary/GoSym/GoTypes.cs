using System.Buffers.Binary;
using Hotfixing.Binary.Elf;

namespace Hotfixing.Binary.GoSym;

/// <summary>
/// The type descriptors of an image. There is no list of them: they are found from what refers to them, the runtime's lists, code
/// and constants, and then from each other.
/// </summary>
public sealed class GoTypes
{
    private readonly ProgramImage _image;
    private readonly GoTypeReader _reader;
    private readonly Dictionary<ImageAddress, GoType> _types = [];
    private readonly Queue<ImageAddress> _found = new();
    private Dictionary<GoTypeKey, List<GoType>>? _byKey;
    private GoStretch[]? _stretches;
    private GoType[]? _owners;

    /// <param name="image">The image.</param>
    /// <param name="space">Where its descriptors may stand.</param>
    public GoTypes(ProgramImage image, GoTypeSpace space)
    {
        _image = image;
        Space = space;
        _reader = new GoTypeReader(image, space);
    }

    /// <summary>Where the descriptors may stand.</summary>
    public GoTypeSpace Space { get; }

    /// <summary>All descriptors found, by address.</summary>
    public IReadOnlyDictionary<ImageAddress, GoType> All => _types;

    /// <summary>Adds a descriptor that must be there, and all it refers to.</summary>
    /// <exception cref="InvalidBinaryException">None is there, or one it refers to is damaged.</exception>
    public void Add(ImageAddress address)
    {
        _found.Enqueue(address);
        while (_found.TryDequeue(out var next))
        {
            if (!_types.ContainsKey(next))
            {
                Keep(_reader.Read(next));
            }
        }
    }

    /// <summary>
    /// Adds what code refers to: every four bytes that read as a distance to a descriptor. What no descriptor stands behind is no
    /// reference to one.
    /// </summary>
    public void AddFromCode(GoStretch code)
    {
        var bytes = _image.Read(code.Start, (int)code.Length);
        for (var i = 0; i + 4 <= bytes.Length; i++)
        {
            var distance = BinaryPrimitives.ReadInt32LittleEndian(bytes[i..]);
            TryAdd(new ImageAddress(code.Start.Value + (ulong)i + 4 + (ulong)(long)distance));
        }
    }

    /// <summary>Adds what a stretch of data points to, if a descriptor stands there.</summary>
    public void AddFromData(GoStretch data)
    {
        var bytes = _image.Read(data.Start, (int)data.Length);
        for (var i = (int)(-(long)data.Start.Value & 7); i + 8 <= bytes.Length; i += 8)
        {
            TryAdd(new ImageAddress(BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..])));
        }
    }

    /// <summary>The descriptors with a key.</summary>
    public IReadOnlyList<GoType> WithKey(GoTypeKey key)
    {
        _byKey ??= _types.Values.OrderBy(t => t.Address).GroupBy(t => t.Key).ToDictionary(g => g.Key, g => g.ToList());
        return _byKey.GetValueOrDefault(key) ?? [];
    }

    /// <summary>The descriptor one of whose stretches holds an address; null when it is in none.</summary>
    public GoType? Containing(ImageAddress address)
    {
        if (_types.TryGetValue(address, out var exact))
        {
            return exact;
        }

        if (_stretches is null)
        {
            var pairs = _types.Values.SelectMany(t => t.Stretches.Select(s => (Stretch: s, Type: t))).OrderBy(p => p.Stretch.Start).ToList();
            _stretches = [.. pairs.Select(p => p.Stretch)];
            _owners = [.. pairs.Select(p => p.Type)];
        }

        var (low, high) = (0, _stretches.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _stretches[middle].Start <= address ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && _stretches[low - 1].Contains(address) ? _owners![low - 1] : null;
    }

    private void TryAdd(ImageAddress address)
    {
        if (address.Value % 8 == 0 && Space.Contains(address) && !_types.ContainsKey(address) && _reader.TryRead(address, out var type)
            && type.References.All(r => _types.ContainsKey(r) || _reader.TryRead(r, out _)))
        {
            Add(address);
        }
    }

    private void Keep(GoType type)
    {
        if (_types.Count >= GoLimits.Types)
        {
            throw _image.Invalid(type.Address, $"more than {GoLimits.Types} types");
        }

        _types.Add(type.Address, type);
        (_byKey, _stretches) = (null, null);
        foreach (var reference in type.References)
        {
            _found.Enqueue(reference);
        }
    }
}
