using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

internal sealed partial class LinkVerifier
{
    // Whether an address of the target is what an address of the object was. What the patch brings is where it was laid out.
    private bool SameMeaning(ImageAddress was, ImageAddress now)
    {
        if (was == now)
        {
            return IsBrought(now) || SameFunction(was, now) || SameEmptyVariable(was, now);
        }

        if (_request.Types.ObjectTypes.Containing(was) is { } type)
        {
            return _request.Types.ProgramTypes.Containing(now) is { } bound && bound.Key == type.Key && now - bound.Address == was - type.Address;
        }

        if (SameEmptyVariable(was, now))
        {
            return true;
        }

        var symbol = _object.At(was);
        if (symbol is { Kind: ImageSymbolKind.Function })
        {
            return SameFunction(was, now);
        }

        if (symbol is null)
        {
            return false;
        }

        var start = new ImageAddress(now.Value - (was.Value - symbol.Start.Value));
        if (SymbolName.IsItab(symbol.Name))
        {
            var (own, live) = (Itab.Read(_request.Object, symbol.Start), Itab.Read(_target, start));
            return SameMeaning(own.Interface, live.Interface) && SameMeaning(own.Type, live.Type);
        }

        return SameVariable(symbol, start);
    }

    // It stands where another variable begins.
    private bool SameEmptyVariable(ImageAddress was, ImageAddress now) =>
        _emptyVariables[was].Any(v => was == now ? _reach.Variables.Contains(v) : SameVariable(v, now));

    private bool SameVariable(ImageSymbol variable, ImageAddress now) =>
        _programByAddress[now].Any(s => s.Name == variable.Name && s.Size == variable.Size)
        || _request.Live.Patches.Any(p => p.Contents.Variables.TryGetValue(variable.Name, out var v) && _request.Live.Bias.Linked(v.Address) == now);

    // Stretches with strings overlap by one; the end of one may be referred to, too.
    private bool IsBrought(ImageAddress address)
    {
        var (low, high) = (0, _brought.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _brought[middle].Start <= address ? (middle + 1, high) : (low, middle);
        }

        return _brought.AsSpan(Math.Max(0, low - 3)..low).ToArray().Any(s => s.Contains(address) || s.End == address);
    }

    private bool SameFunction(ImageAddress was, ImageAddress now)
    {
        if (_object.FunctionAt(was) is not { } function)
        {
            return false;
        }

        var start = new ImageAddress(now.Value - (was.Value - function.Start.Value));
        return start == function.Start ? _reach.Has(function)
            : !_request.Changed.Contains(function.Name) && _programByAddress[start].Any(s => s.Name == function.Name && s.Kind == ImageSymbolKind.Function)
            || _request.Live.Patches.Any(p => p.Contents.Functions.TryGetValue(function.Name, out var f) && _request.Live.Bias.Linked(f.Address) == start);
    }

    private bool SameOffset(int was, int now) =>
        was is 0 or -1 ? was == now : SameFunction(_own.Text + (uint)was, _programModule.Text + (uint)now);

    private bool IsFunction(ImageAddress address) =>
        _programByAddress[address].Any(s => s.Kind == ImageSymbolKind.Function)
        || (_object.FunctionAt(address) is { } function && function.Start == address && _reach.Has(function))
        || _request.Live.Patches.Any(p => p.Contents.Functions.Values.Any(f => _request.Live.Bias.Linked(f.Address) == address));

    private bool IsType(ImageAddress address) => _types.All.ContainsKey(address) || _request.Types.ProgramTypes.All.ContainsKey(address);
}
