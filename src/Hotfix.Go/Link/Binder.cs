using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>
/// Decides what the object's references mean in the target: what the program or an earlier patch has is used where it is, everything
/// else comes along. Addresses are linked ones; those of the object are where it was laid out.
/// </summary>
internal sealed class Binder
{
    private readonly LinkRequest _request;
    private readonly ImageSymbols _object;
    private readonly ImageSymbols _program;
    private readonly ObjectRelocations _relocations;
    private readonly Lazy<ConstantStretches> _strings;
    private readonly Lazy<ConstantStretches> _masks;
    private readonly Reach _reach;
    private readonly Dictionary<(ImageAddress Interface, ImageAddress Type), ImageAddress> _itabs = [];
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    public Binder(LinkRequest request, ImageSymbols theObject, ImageSymbols program, ObjectRelocations relocations, Reach reach)
    {
        (_request, _object, _program, _relocations, _reach) = (request, theObject, program, relocations, reach);
        _strings = new(() => new ConstantStretches(request.Object, theObject, relocations, SymbolNames.AreStrings));
        _masks = new(() => new ConstantStretches(request.Object, theObject, relocations, SymbolNames.ArePointerMasks));
        foreach (var address in request.Live.Itabs)
        {
            var itab = Itab.Read(request.Live.Memory, address);
            _itabs.TryAdd((itab.Interface, itab.Type), address);
        }
    }

    /// <summary>Makes the patch use its own version of a function, whatever the program has.</summary>
    public void UseOwn(string function) => _own.Add(function);

    /// <summary>What a reference of the object means.</summary>
    /// <param name="symbol">The index of the symbol it names.</param>
    /// <param name="address">Where it leads in the object.</param>
    /// <param name="where">What it stands in, for a refusal.</param>
    /// <exception cref="CannotLinkException">It cannot be told.</exception>
    public ImageAddress Bind(int symbol, ImageAddress address, string where)
    {
        if (_object.WithIndex(symbol) is not { } target)
        {
            return Outside(_request.Object.File.Symbols[symbol].Name, where);
        }

        var offset = address.Value - target.Start.Value;
        return target switch
        {
            { Kind: ImageSymbolKind.Function } => Function(target, offset, where),
            _ when SymbolNames.AreTypes(target.Name) => Type(address, where),
            _ when SymbolName.IsItab(target.Name) => ItabOf(target) + offset,
            _ when SymbolNames.AreStrings(target.Name) => Own(address, _strings.Value.At(address)),
            _ when SymbolNames.ArePointerMasks(target.Name) => Own(address, _masks.Value.At(address)),
            _ when SymbolNames.AreFunctionValues(target.Name) => Own(address, FunctionValue(address, where)),
            { Size: 0 } when !SymbolNames.IsNumbered(target.Name) && !target.IsEmptyVariable => throw new CannotLinkException(LinkDiagnostics.UnknownData(where, target.Name)),
            { Kind: ImageSymbolKind.Variable } when !SymbolNames.IsNumbered(target.Name) => Variable(target) + offset,
            _ => Own(address, target.Stretch),
        };
    }

    /// <summary>What a branch into the object's code means.</summary>
    /// <exception cref="CannotLinkException">It cannot be told.</exception>
    public ImageAddress BindCode(ImageAddress address, string where) => _object.FunctionAt(address) is { } function
        ? Function(function, address.Value - function.Start.Value, where)
        : throw new CannotLinkException(LinkDiagnostics.UnknownData(where, $"{address}, where no function is"));

    /// <summary>What a type of the object is in the target.</summary>
    public ImageAddress BindType(GoType type)
    {
        if (_request.Types.Bound.TryGetValue(type.Address, out var bound))
        {
            return bound.Address;
        }

        if (_request.Types.Conflicts.TryGetValue(type.Address, out var difference))
        {
            throw new CannotLinkException(LinkDiagnostics.ChangedType(type.ToString(), difference));
        }

        _reach.NeedType(type);
        return type.Address;
    }

    /// <summary>Where the variable of the program or of an earlier patch is; null for one that is new.</summary>
    public ImageAddress? Existing(ImageSymbol variable)
    {
        if (variable.Name.StartsWith(SymbolNames.Runner, StringComparison.Ordinal))
        {
            return null;
        }

        if (_program.Find(variable.Name) is { } known)
        {
            return known.Size == variable.Size && known.Kind == ImageSymbolKind.Variable ? known.Start
                : throw new CannotLinkException(LinkDiagnostics.VariableResized(variable.Name, known.Size, variable.Size));
        }

        foreach (var patch in _request.Live.Patches.Reverse())
        {
            if (patch.Contents.Variables.TryGetValue(variable.Name, out var added))
            {
                return added.Size == variable.Size ? _request.Live.Bias.Linked(added.Address)
                    : throw new CannotLinkException(LinkDiagnostics.VariableResized(variable.Name, added.Size, variable.Size));
            }
        }

        return null;
    }

    /// <summary>The itab in the target for an itab of the object, which comes along if the target has none.</summary>
    public ImageAddress ItabOf(ImageSymbol itab)
    {
        if (LiveItab(itab) is { } live)
        {
            return live;
        }

        _reach.NeedItab(itab);
        return itab.Start;
    }

    /// <summary>The itab the target has for an itab of the object; null when it has none.</summary>
    public ImageAddress? LiveItab(ImageSymbol itab)
    {
        var own = Itab.Read(_request.Object, itab.Start);
        return _request.Types.Bound.TryGetValue(own.Interface, out var theInterface) && _request.Types.Bound.TryGetValue(own.Type, out var type)
            && _itabs.TryGetValue((theInterface.Address, type.Address), out var live) ? live : null;
    }

    private ImageAddress Function(ImageSymbol function, ulong offset, string where)
    {
        if (Placed(function) is not { } entry)
        {
            _reach.NeedFunction(function);
            return function.Start + offset;
        }

        // Only code without references is known to be the same inside: such as runtime.duffcopy, which is entered in its middle.
        if (offset != 0 && !(_program.Find(function.Name) is { } known && known.Size == function.Size && offset < known.Size
            && _request.Program.Read(known.Start, (int)known.Size).SequenceEqual(_request.Object.Read(function.Start, (int)function.Size))))
        {
            throw new CannotLinkException(LinkDiagnostics.UnknownData(where, $"the inside of {function.Name}"));
        }

        return entry + offset;
    }

    // Where the function is outside the patch; null when the patch brings it.
    private ImageAddress? Placed(ImageSymbol function)
    {
        if (_object.Find(function.Name) != function)
        {
            throw new CannotLinkException(LinkDiagnostics.AmbiguousName(function.Name));
        }

        if (_own.Contains(function.Name) || _request.Changed.Contains(function.Name) || function.Name.StartsWith(SymbolNames.Runner, StringComparison.Ordinal))
        {
            return null;
        }

        if (_program.Find(function.Name) is { Kind: ImageSymbolKind.Function } known)
        {
            return known.Start;
        }

        // Code of the toolchain is the same in every build, unless it was made for types of the program.
        if (function.Name.Contains('[', StringComparison.Ordinal) || !_request.IsStandardPackage(SymbolNames.Package(function.Name)))
        {
            return null;
        }

        var earlier = _request.Live.Patches.LastOrDefault(p => p.Contents.Functions.TryGetValue(function.Name, out var f) && f.Size == function.Size);
        return earlier is null ? null : _request.Live.Bias.Linked(earlier.Contents.Functions[function.Name].Address);
    }

    private ImageAddress Type(ImageAddress address, string where)
    {
        if (_request.Types.ObjectTypes.Containing(address) is not { } type)
        {
            return Own(address, FunctionValue(address, where));
        }

        var bound = BindType(type);
        return bound == type.Address ? address
            : Beside(type, _request.Types.Bound[type.Address], address)
            ?? throw new CannotLinkException(LinkDiagnostics.UnknownData(where, $"the inside of type {type}"));
    }

    // A reference into a descriptor means the same distance in the other, as long as both have their parts at the same distances.
    private static ImageAddress? Beside(GoType type, GoType bound, ImageAddress address)
    {
        var offset = address.Value - type.Address.Value;
        return offset == 0 || (type.Stretches[0].Contains(address) && type.Stretches[0].Length == bound.Stretches[0].Length) ? bound.Address + offset : null;
    }

    private ImageAddress Variable(ImageSymbol variable)
    {
        if (_object.Find(variable.Name) != variable)
        {
            throw new CannotLinkException(LinkDiagnostics.AmbiguousName(variable.Name));
        }

        if (Existing(variable) is { } existing)
        {
            return existing;
        }

        _reach.NeedVariable(variable);
        return variable.Start;
    }

    // A function value that code does not make is a pointer to the function; those that compare or hash memory have its size behind
    // it, and stand among the types (cmd/compile/internal/reflectdata/alg.go, type:.eqfunc and type:.hashfunc).
    private GoStretch FunctionValue(ImageAddress address, string where) =>
        _relocations.At(address) is { Type: ElfRelocationType.Absolute64, Addend: 0 } relocation
            && _object.WithIndex((int)relocation.SymbolIndex) is { Kind: ImageSymbolKind.Function }
            ? new GoStretch(address, _relocations.At(address + 8) is null && _request.Object.Contains(address, 16) ? 16UL : 8)
            : throw new CannotLinkException(LinkDiagnostics.UnknownData(where, $"{address}, where neither a type nor a function value is known"));

    private ImageAddress Own(ImageAddress address, GoStretch stretch)
    {
        _reach.NeedData(stretch);
        return address;
    }

    private ImageAddress Outside(string name, string where) => _program.Find(name) is { } known
        ? known.Start
        : throw new CannotLinkException(LinkDiagnostics.Missing(name, where));
}
