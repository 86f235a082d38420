using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;
using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>
/// Links new code into a running program: takes of the object what the changed functions need and the target does not have, and works
/// out every byte of it. Touches nothing.
/// </summary>
internal sealed class Linker
{
    private readonly LinkRequest _request;
    private readonly ImageSymbols _object;
    private readonly ImageSymbols _program;
    private readonly ObjectRelocations _relocations;
    private readonly RuntimeModule _own;
    private readonly RuntimeModule _programModule;
    private readonly Reach _reach = new();
    private readonly PatchBytes _output;
    private readonly Binder _binder;
    private readonly CodeLinker _code;
    private readonly DataLinker _data;
    private readonly TypeLinker _types;
    private readonly InitialiserPlan _initialisers;
    private readonly PatchAreas _areas;
    private readonly ExtraArea _extra;

    private Linker(LinkRequest request)
    {
        _request = request;
        (_object, _program) = (new ImageSymbols(request.Object), new ImageSymbols(request.Program));
        _relocations = new ObjectRelocations(request.Object);
        (_own, _programModule) = (RuntimeModule.First(request.Object, request.Layout), RuntimeModule.First(request.Program, request.Layout));
        _output = new PatchBytes(request.Object);
        _areas = new PatchAreas(request.Object);
        _extra = new ExtraArea(_areas.Extra);
        _binder = new Binder(request, _object, _program, _relocations, _reach);
        var threadOffset = new Lazy<int?>(() => ThreadOffset.Find(request.Program, _program, request.Object, _object, _relocations));
        _code = new CodeLinker(request.Object, _relocations, _binder, _output, new FarAddresses(_extra, _output, request.Live.Bias), threadOffset);
        _data = new DataLinker(request.Object, _object, _relocations, _binder, _output, request.Live.Bias.Bytes);
        _types = new TypeLinker(request.Object, _own, _programModule, request.Types.ObjectTypes, _relocations, _binder, _data, _output);
        _initialisers = new InitialiserPlan(request, _object, _program, _binder, _reach, new InitTasks(_own, _object).Read());
    }

    /// <summary>Links a patch.</summary>
    /// <exception cref="CannotLinkException">It is refused.</exception>
    /// <exception cref="InvalidBinaryException">A file, or what was read from the process, is damaged.</exception>
    public static LinkedPatch Link(LinkRequest request) => new Linker(request).Link();

    private LinkedPatch Link()
    {
        foreach (var name in _request.Redirected.Where(_request.Changed.Contains))
        {
            _reach.NeedFunction(Own(name));
        }

        var detours = new DetourPlan(_request, _object, _program);
        detours.Earlier.ToList().ForEach(_reach.NeedFunction);
        _initialisers.AddNew();
        Drain();
        var fills = new SlotFiller(_request, _object, _program, _own, _binder, _types).Find();
        var runner = new LinkedRunner(_object, _reach, _output, _extra, _request.Live.Bias);
        do
        {
            if (_initialisers.Functions is [var first, ..])
            {
                runner.Need(first.Name);
            }

            Drain();
        }
        while (_initialisers.AddNeeded());

        var initialisers = _initialisers.Functions;
        var run = initialisers.Count == 0 ? null : runner.Write(initialisers);
        LinkTables();
        var image = new PatchImage
        {
            Id = _request.Id,
            Areas = _areas.Mapped(_extra.End, _request.Live.Bias),
            Blocks = [.. _output.Contents(_areas).Select(c => new MemoryBlock(_request.Live.Bias.Loaded(c.Start), c.Bytes))],
            Module = _request.Live.Bias.Loaded(_own.Address),
            TypesEnd = TypesEnd(),
            Itabs = [.. _reach.Itabs.Select(i => _request.Live.Bias.Loaded(i.Start))],
            Fills = fills,
            Initialisers = run,
            Detours = detours.Find(_reach),
            Contents = Contents(initialisers),
        };
        LinkVerifier.Verify(_request, _object, _program, _reach, image);
        return new LinkedPatch(image, [.. _initialisers.Diagnostics, .. detours.Diagnostics]);
    }

    private ImageSymbol Own(string function) => _object.Find(function)
        ?? throw new CannotLinkException(LinkDiagnostics.Missing(function, "the patch"));

    // What one thing needs may need more; ends because nothing is taken twice.
    private void Drain()
    {
        while (true)
        {
            if (_reach.TryTakeFunction(out var function))
            {
                _code.Link(function, _initialisers.Repeated(function));
            }
            else if (_reach.TryTakeType(out var type))
            {
                _types.Link(type);
            }
            else if (_reach.TryTakeItab(out var itab))
            {
                _data.Link(itab.Stretch);
            }
            else if (_reach.TryTakeData(out var data))
            {
                _data.Link(data);
            }
            else
            {
                return;
            }
        }
    }

    private void LinkTables()
    {
        var tables = new FunctionTableLinker(new FunctionTable(_own), _object, _relocations, _output);
        foreach (var function in _reach.Functions)
        {
            tables.Keep(function);
        }

        tables.KeepEnd();
        var variables = _reach.Data.Where(d => _areas.IsVariable(d.Start)).ToList();
        new ModuleLinker(_own, _programModule, _relocations, _output, _extra, _request.Live.Bias.Bytes)
            .Link(_request.Layout, $"hotfix/{_request.Id}", _reach.Types, variables);
    }

    private TargetAddress? TypesEnd() =>
        _reach.Types.Count > 0 && _areas.EndOfConstants > _request.Live.EndOfTypes
            ? _request.Live.Bias.Loaded(_areas.EndOfConstants)
            : null;

    private PatchContents Contents(IReadOnlyList<ImageSymbol> initialisers)
    {
        static bool IsRunner(ImageSymbol s) => s.Name.StartsWith(SymbolNames.Runner, StringComparison.Ordinal);
        var bias = _request.Live.Bias;
        return new PatchContents
        {
            Functions = _reach.Functions.Where(f => !IsRunner(f) && !initialisers.Contains(f)).ToDictionary(
                f => f.Name, f => new AddedFunction(bias.Loaded(f.Start), f.Size, _request.Signature(f.Name) ?? ""), StringComparer.Ordinal),
            Variables = _reach.Variables.Where(v => !IsRunner(v)).ToDictionary(
                v => v.Name, v => new AddedVariable(bias.Loaded(v.Start), v.Size, _request.VariableType(v.Name) ?? ""), StringComparer.Ordinal),
            Types = [.. _reach.Types.Select(t => bias.Loaded(t.Address))],
            Initialisers = [.. initialisers.Select(f => f.Name)],
        };
    }
}
