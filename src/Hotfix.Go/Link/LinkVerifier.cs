using System.Text;
using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;
using Iced.Intel;

namespace Hotfixing.Go.Link;

/// <summary>
/// Reads a linked patch back as the target will see it and proves it against the object: each reference of each function must mean the
/// same thing there, found by address and not by the way it was linked; the runtime's look-ups must find each function; new types
/// must read as what they are. A fault of the linker is to be a refusal, not a crash of the target.
/// </summary>
internal sealed partial class LinkVerifier
{
    private readonly LinkRequest _request;
    private readonly ImageSymbols _object;
    private readonly RuntimeModule _own;
    private readonly RuntimeModule _programModule;
    private readonly Reach _reach;
    private readonly PatchImage _image;
    private readonly ProgramImage _target;
    private readonly ILookup<ImageAddress, ImageSymbol> _programByAddress;
    private readonly ILookup<ImageAddress, ImageSymbol> _emptyVariables;
    private readonly GoTypes _types;
    private readonly RuntimeModule _module;
    private readonly FunctionTable _functions;
    private readonly FunctionTable _found;
    private readonly GoStretch[] _brought;

    private LinkVerifier(LinkRequest request, ImageSymbols theObject, ImageSymbols program, Reach reach, PatchImage image)
    {
        (_request, _object, _reach, _image) = (request, theObject, reach, image);
        (_own, _programModule) = (RuntimeModule.First(request.Object, request.Layout), RuntimeModule.First(request.Program, request.Layout));
        var bias = request.Live.Bias;
        var blocks = image.Blocks.Select(b => new KeyValuePair<ImageAddress, ReadOnlyMemory<byte>>(bias.Linked(b.Start), b.Bytes));
        _target = request.Live.Memory.AsLoaded(blocks, bias.Bytes);
        _module = new RuntimeModule(_target, _own.Address, request.Layout);
        (_functions, _found) = (new FunctionTable(_own), new FunctionTable(_module));
        _brought = [.. reach.Data.Concat(reach.Itabs.Select(i => i.Stretch)).Concat(reach.Types.SelectMany(t => t.Stretches)).OrderBy(s => s.Start)];
        _programByAddress = program.All.ToLookup(s => s.Start);
        _emptyVariables = theObject.All.Where(s => s.IsEmptyVariable).ToLookup(s => s.Start);
        var constants = image.Areas.First(a => a.Protection == AreaProtection.Read);
        _types = new GoTypes(_target, request.Types.ProgramTypes.Space with
        {
            Stretches = [.. request.Types.ProgramTypes.Space.Stretches, new GoStretch(bias.Linked(constants.Start), constants.Length)],
        });
    }

    /// <summary>Proves a patch.</summary>
    /// <exception cref="CannotLinkException">Something is not as it must be.</exception>
    public static void Verify(LinkRequest request, ImageSymbols theObject, ImageSymbols program, Reach reach, PatchImage image)
    {
        try
        {
            new LinkVerifier(request, theObject, program, reach, image).Verify();
        }
        catch (InvalidBinaryException e)
        {
            throw new CannotLinkException(LinkDiagnostics.NotProved(e.Message));
        }
    }

    private void Verify()
    {
        foreach (var type in _reach.Types)
        {
            Type(type);
        }

        foreach (var function in _reach.Functions)
        {
            Code(function);
            Look(function);
        }

        foreach (var fill in _image.Fills)
        {
            Fill(fill);
        }

        Module();
        foreach (var detour in _image.Detours)
        {
            Check(detour.Replacement is not { } to || IsFunction(_request.Live.Bias.Linked(to)), $"{detour.Function} leads to {detour.Replacement}");
        }
    }

    private void Code(ImageSymbol function)
    {
        var (was, now) = (FunctionInstructions.Decode(_request.Object, function), FunctionInstructions.Decode(_target, function));
        Check(was.Count == now.Count, $"{function.Name} has {now.Count} instructions instead of {was.Count}");
        foreach (var ((before, _), (after, _)) in was.Zip(now))
        {
            if (after.Op0Kind == OpKind.NearBranch64)
            {
                var (from, to) = (new ImageAddress(before.NearBranchTarget), new ImageAddress(after.NearBranchTarget));
                Check(function.Contains(from) ? from == to : SameFunction(from, to), $"{function.Name} branches to {to} instead of {from}");
            }
            else if (after.IsIPRelativeMemoryOperand)
            {
                var (from, to) = (new ImageAddress(before.IPRelativeMemoryAddress), new ImageAddress(after.IPRelativeMemoryAddress));
                to = before.Mnemonic == Mnemonic.Lea && after.Mnemonic == Mnemonic.Mov ? _request.Live.Bias.Linked(new(_target.ReadUInt64(to))) : to;
                Check(SameMeaning(from, to), $"{function.Name} refers at +{after.IP - function.Start.Value:x} to {to} instead of {from}");
            }
        }
    }

    // The runtime must find the function from each of its addresses, with the name and the tables the object has for it.
    private void Look(ImageSymbol function)
    {
        var expected = _functions.Find(function.Start)!.Value;
        foreach (var counter in new[] { function.Start, function.Start + function.Size / 2, function.Start + (function.Size - 1) })
        {
            Check(_found.Find(counter) is { } found && found.Entry == function.Start && found.Name == expected.Name
                && found.LineAt(counter) == expected.LineAt(counter) && found.FileAt(counter) == expected.FileAt(counter)
                && found.FrameSizeAt(counter) == expected.FrameSizeAt(counter), $"the runtime finds something else than {function.Name} at {counter}");
        }
    }

    private void Type(GoType type)
    {
        _types.Add(type.Address);
        var now = _types.All[type.Address];
        Check(now.Key == type.Key && GoTypeMatch.Difference(type, _request.Types.ObjectTypes, now, _types) is null, $"type {type} reads as {now}");
        foreach (var (was, method) in type.Methods.Zip(now.Methods))
        {
            Check(was.Name.Text == method.Name.Text && SameOffset(was.InterfaceFunction, method.InterfaceFunction)
                && SameOffset(was.DirectFunction, method.DirectFunction), $"method {was.Name} of {type} is another");
        }
    }

    private void Fill(SlotFill fill)
    {
        var function = fill.Width == 8 ? _request.Live.Bias.Linked(new Linux.TargetAddress(fill.Value)) : _programModule.Text + fill.Value;
        var type = _programModule.Types + fill.Value;
        Check(fill.Address.Value % (ulong)fill.Width == 0 && (IsFunction(function) || (fill.Width == 4 && IsType(type))), $"a slot at {fill.Address} gets {fill.Value:x}");
    }

    private void Module()
    {
        var module = _module;
        var (name, length) = module.Slice("modulename");
        Check(Encoding.UTF8.GetString(_target.Read(name, (int)length)) == $"hotfix/{_image.Id}", "the module has another name");
        Check(module.Text == _own.Text && module.Types == _programModule.Types && module.EndOfTypes == module.Types, "the module has other code or types");
        Check(_target.ReadUInt64(module.Field("next")) == 0 && module.ItabLinks.Count == 0, "the module is linked to others");
        Check(module.TypeLinks.All(t => _reach.Types.Any(r => r.Address - module.Types == t)), "the module lists a type it does not have");
        foreach (var (start, end, mask) in new[] { ("data", "edata", "gcdatamask"), ("bss", "ebss", "gcbssmask") })
        {
            var words = (module.AddressIn(end).Value - module.AddressIn(start).Value + 7) / 8;
            Check(_target.ReadUInt32(module.Field(mask)) == words, $"the mask of {start} has another length");
            Check(words == 0 || _target.Contains(_target.ReadAddress(module.Field(mask) + 8), (words + 7) / 8), $"the mask of {start} is not there");
        }
    }

    private static void Check(bool holds, string what)
    {
        if (!holds)
        {
            throw new CannotLinkException(LinkDiagnostics.NotProved(what));
        }
    }
}
