using System.Collections.Concurrent;

namespace ShopServer;

/// <summary>Everything of one kind, by key.</summary>
public sealed class Repository<TKey, TValue>
    where TKey : notnull, IComparable<TKey>
{
    private readonly ConcurrentDictionary<TKey, TValue> _values = new();

    public int Count => _values.Count;

    public bool Add(TKey key, TValue value) => _values.TryAdd(key, value);

    public TValue? Find(TKey key) => _values.TryGetValue(key, out TValue? value) ? value : default;

    public IReadOnlyList<TValue> All() => [.. _values.OrderBy(pair => pair.Key).Select(pair => pair.Value)];

    /// <summary>The values of one page; pages are numbered from 1.</summary>
    public IReadOnlyList<TValue> Page(int number, int size) => [.. All().Skip((number - 1) * size).Take(size)];
}
