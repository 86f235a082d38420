using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>
/// Finds what the program's linker left out since nothing used it, and the object's did not. It leaves the address of
/// runtime.unreachableMethod in itabs, and -1 in the methods of types (cmd/link/internal/ld/deadcode.go, and data.go, R_METHODOFF;
/// 1.19 to 1.26). In a position-independent program the address is not even moved to where the program is.
/// </summary>
internal sealed class SlotFiller(LinkRequest request, ImageSymbols theObject, ImageSymbols program, RuntimeModule own, Binder binder, TypeLinker types)
{
    private const uint LeftOut = uint.MaxValue;
    private readonly List<SlotFill> _fills = [];
    private readonly ProgramImage _live = request.Live.Memory;

    /// <summary>All slots to fill, with the functions they get bound.</summary>
    public IReadOnlyList<SlotFill> Find()
    {
        var objects = request.Types.Bound.GroupBy(b => b.Value.Address).ToDictionary(g => g.Key, g => request.Types.ObjectTypes.All[g.First().Key]);
        FillItabs(objects);
        foreach (var (address, bound) in request.Types.Bound)
        {
            FillMethods(request.Types.ObjectTypes.All[address], bound);
        }

        return _fills.DistinctBy(f => f.Address).ToList();
    }

    private void FillItabs(Dictionary<ImageAddress, GoType> objects)
    {
        var unreachable = program.Find("runtime.unreachableMethod")
            ?? throw new CannotLinkException(LinkDiagnostics.UnknownMetadata("the program has no runtime.unreachableMethod"));
        var made = new Dictionary<ImageAddress, ImageSymbol>();
        foreach (var itab in theObject.All.Where(s => SymbolName.IsItab(s.Name)))
        {
            if (binder.LiveItab(itab) is { } live)
            {
                made.TryAdd(live, itab);
            }
        }

        foreach (var address in request.Live.Itabs)
        {
            var itab = Itab.Read(_live, address);
            if (!request.Types.ProgramTypes.All.TryGetValue(itab.Interface, out var theInterface))
            {
                continue;
            }

            for (var i = 0; i < theInterface.InterfaceMethods.Count; i++)
            {
                var slot = itab.Slot(i);
                var value = _live.ReadUInt64(slot);
                if ((value == unreachable.Start.Value || value == unreachable.Start.Value + request.Live.Bias.Bytes)
                    && Function(i, theInterface, made.GetValueOrDefault(address), objects.GetValueOrDefault(itab.Type)) is { } function
                    && function != unreachable.Start)
                {
                    _fills.Add(new SlotFill(request.Live.Bias.Loaded(slot), 8, value, request.Live.Bias.Loaded(function).Value));
                }
            }
        }
    }

    private ImageAddress? Function(int method, GoType theInterface, ImageSymbol? itab, GoType? type)
    {
        if (itab is not null)
        {
            var slot = Itab.Read(request.Object, itab.Start).Slot(method);
            return binder.BindCode(request.Object.ReadAddress(slot), itab.Name);
        }

        var name = theInterface.InterfaceMethods[method].Name.Text;
        return type?.Methods.Where(m => m.Name.Text == name).ToList() is [{ InterfaceFunction: > 0 } only]
            ? binder.BindCode(own.Text + (uint)only.InterfaceFunction, type.ToString())
            : null;
    }

    private void FillMethods(GoType type, GoType bound)
    {
        foreach (var old in bound.Methods)
        {
            if (type.Methods.Where(m => m.Name.Text == old.Name.Text).ToList() is not [var method])
            {
                continue;
            }

            if (method.Type > 0 && _live.ReadUInt32(old.TypeSlot) == LeftOut)
            {
                var methodType = request.Types.ObjectTypes.All[request.Types.ObjectTypes.Space.At(method.Type)];
                Fill(old.TypeSlot, types.TypeOffset(methodType));
            }

            FillFunction(old.InterfaceFunctionSlot, method.InterfaceFunction, type);
            FillFunction(old.DirectFunctionSlot, method.DirectFunction, type);
        }
    }

    private void FillFunction(ImageAddress slot, int function, GoType type)
    {
        if (function > 0 && _live.ReadUInt32(slot) == LeftOut && types.FunctionOffset(function, type.ToString()) is { } offset)
        {
            Fill(slot, offset);
        }
    }

    private void Fill(ImageAddress slot, uint value) => _fills.Add(new SlotFill(request.Live.Bias.Loaded(slot), 4, LeftOut, value));
}
