using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>What of the object the patch needs: found while what is needed already is being linked.</summary>
internal sealed class Reach
{
    private readonly HashSet<ImageAddress> _seen = [];
    private readonly Queue<ImageSymbol> _functions = new();
    private readonly Queue<GoStretch> _data = new();
    private readonly Queue<GoType> _types = new();
    private readonly Queue<ImageSymbol> _itabs = new();
    private readonly List<ImageSymbol> _allFunctions = [];
    private readonly List<ImageSymbol> _variables = [];
    private readonly List<GoType> _allTypes = [];
    private readonly List<ImageSymbol> _allItabs = [];
    private readonly List<GoStretch> _allData = [];

    /// <summary>Functions, in the order they were found.</summary>
    public IReadOnlyList<ImageSymbol> Functions => _allFunctions;

    /// <summary>Variables that have a name of their own.</summary>
    public IReadOnlyList<ImageSymbol> Variables => _variables;

    /// <summary>Types.</summary>
    public IReadOnlyList<GoType> Types => _allTypes;

    /// <summary>Itabs.</summary>
    public IReadOnlyList<ImageSymbol> Itabs => _allItabs;

    /// <summary>Data of every other kind, and the variables.</summary>
    public IReadOnlyList<GoStretch> Data => _allData;

    public void NeedFunction(ImageSymbol function) => Need(function.Start, function, _functions, _allFunctions);

    public void NeedType(GoType type) => Need(type.Address, type, _types, _allTypes);

    public void NeedItab(ImageSymbol itab) => Need(itab.Start, itab, _itabs, _allItabs);

    public void NeedVariable(ImageSymbol variable)
    {
        if (!_variables.Contains(variable))
        {
            _variables.Add(variable);
        }

        NeedData(variable.Stretch);
    }

    public void NeedData(GoStretch data)
    {
        if (data.Length > 0)
        {
            Need(data.Start, data, _data, _allData);
        }
    }

    public bool Has(ImageSymbol function) => _seen.Contains(function.Start);

    public bool TryTakeFunction(out ImageSymbol function) => _functions.TryDequeue(out function!);

    public bool TryTakeData(out GoStretch data) => _data.TryDequeue(out data);

    public bool TryTakeType(out GoType type) => _types.TryDequeue(out type!);

    public bool TryTakeItab(out ImageSymbol itab) => _itabs.TryDequeue(out itab!);

    private void Need<T>(ImageAddress key, T what, Queue<T> queue, List<T> all)
    {
        if (_seen.Add(key))
        {
            queue.Enqueue(what);
            all.Add(what);
        }
    }
}
