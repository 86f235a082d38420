using Hotfixing.Binary;
using Hotfixing.Go.Compare;
using Iced.Intel;

namespace Hotfixing.Go.Link;

/// <summary>
/// Which initialisers the patch runs: all of new packages; new init functions of packages the program has; and of those packages
/// the generated one again, if it is what fills a new variable that the patch uses.
/// </summary>
internal sealed class InitialiserPlan(LinkRequest request, ImageSymbols theObject, ImageSymbols program, Binder binder, Reach reach, IReadOnlyList<InitTask> tasks)
{
    // What the functions of these do is the same however often it is done.
    private static readonly string[] Harmless =
        ["runtime.", "errors.New", "fmt.Errorf", "fmt.errorf", "fmt.Sprint", "regexp.MustCompile", "strings.", "bytes.", "strconv.", "math.", "math/bits.", "unicode.", "reflect.TypeOf"];

    private readonly HashSet<string> _packages = Packages(request, program);
    private readonly HashSet<string> _earlier = [.. request.Live.Patches.SelectMany(p => p.Contents.Initialisers)];
    private readonly HashSet<string> _run = [];
    private readonly Dictionary<string, RepeatedInitialiser> _repeated = [];
    private readonly List<Diagnostic> _diagnostics = [];

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    /// <summary>The initialisers to run, in their order.</summary>
    public IReadOnlyList<ImageSymbol> Functions =>
        [.. tasks.SelectMany(t => t.Functions.Concat(theObject.AllFunctions.Where(f => SymbolNames.IsMapInit(f.Name, t.Package)))).Where(f => _run.Contains(f.Name))];

    /// <summary>How a function initialises variables again; null for ordinary code.</summary>
    public RepeatedInitialiser? Repeated(ImageSymbol function) => _repeated.GetValueOrDefault(function.Name);

    /// <summary>Plans what depends on nothing but the packages.</summary>
    public void AddNew()
    {
        foreach (var task in tasks)
        {
            if (!_packages.Contains(task.Package))
            {
                task.Functions.ToList().ForEach(Run);
            }
            else if (!request.IsStandardPackage(task.Package))
            {
                AddNewInits(task);
            }
        }
    }

    /// <summary>Plans what fills the new variables found by now; whether there was any.</summary>
    public bool AddNeeded()
    {
        var before = _run.Count;
        foreach (var task in tasks.Where(t => _packages.Contains(t.Package)))
        {
            var maps = theObject.AllFunctions.Where(f => SymbolNames.IsMapInit(f.Name, task.Package)).ToList();
            if (request.IsStandardPackage(task.Package))
            {
                maps.Where(m => program.Find(m.Name) is null && Fills(m).Any()).ToList().ForEach(Run);
            }
            else if (task.Functions.FirstOrDefault(f => SymbolNames.IsPackageInit(f.Name, task.Package)) is { } init && !_run.Contains(init.Name))
            {
                Repeat(task.Package, init, maps);
            }
        }

        return _run.Count > before;
    }

    private void AddNewInits(InitTask task)
    {
        var inits = task.Functions.Where(f => SymbolNames.InitNumber(f.Name, task.Package) is not null && !KeepsRunner(f)).ToList();
        var old = inits.Where(f => program.Find(f.Name) is not null).ToList();
        var added = inits.Except(old).Where(f => !_earlier.Contains(f.Name)).ToList();
        if (added.Count > 0 && old.Exists(f => request.Changed.Contains(f.Name)))
        {
            throw new CannotLinkException(LinkDiagnostics.AmbiguousInit(task.Package));
        }

        added.ForEach(Run);
    }

    private void Repeat(string package, ImageSymbol init, List<ImageSymbol> maps)
    {
        var all = maps.Prepend(init).ToList();
        var filled = all.SelectMany(Fills).Distinct().ToList();
        if (filled.Count == 0)
        {
            return;
        }

        var repeated = new RepeatedInitialiser(package, theObject, binder, reach);
        foreach (var function in all)
        {
            if (reach.Has(function))
            {
                throw new CannotLinkException(LinkDiagnostics.NotProved($"{function.Name} was linked to write the program's variables, and is to run again"));
            }

            binder.UseOwn(function.Name);
            _repeated.Add(function.Name, repeated);
        }

        if (all.Select(HarmfulCall).OfType<string>().FirstOrDefault() is { } call)
        {
            _diagnostics.Add(LinkDiagnostics.VariablesInitialisedAgain(package, filled.Select(v => v.Name), call));
        }

        Run(init);
    }

    private void Run(ImageSymbol function)
    {
        _run.Add(function.Name);
        binder.UseOwn(function.Name);
        reach.NeedFunction(function);
    }

    // The new variables a function refers to that the patch uses.
    private IEnumerable<ImageSymbol> Fills(ImageSymbol function) =>
        from instruction in FunctionInstructions.Decode(request.Object, function)
        where instruction.Instruction.IsIPRelativeMemoryOperand
        let target = new ImageAddress(instruction.Instruction.IPRelativeMemoryAddress)
        from variable in reach.Variables
        where variable.Contains(target)
        select variable;

    private string? HarmfulCall(ImageSymbol function)
    {
        foreach (var (instruction, _) in FunctionInstructions.Decode(request.Object, function))
        {
            if (instruction.FlowControl == FlowControl.IndirectCall)
            {
                return "a function value";
            }

            if (instruction.FlowControl == FlowControl.Call && theObject.FunctionAt(new ImageAddress(instruction.NearBranchTarget)) is { } callee
                && !_repeated.ContainsKey(callee.Name) && !Harmless.Any(h => callee.Name.StartsWith(h, StringComparison.Ordinal)))
            {
                return callee.Name;
            }
        }

        return null;
    }

    // The runner's own init only keeps it from being left out.
    private bool KeepsRunner(ImageSymbol function) =>
        theObject.Find(LinkedRunner.KickName) is { } kick && FunctionInstructions.Decode(request.Object, function)
            .Any(i => i.Instruction.Op0Kind == OpKind.NearBranch64 && i.Instruction.NearBranchTarget == kick.Start.Value);

    private static HashSet<string> Packages(LinkRequest request, ImageSymbols program)
    {
        var names = program.All.Select(s => s.Name)
            .Concat(request.Live.Patches.SelectMany(p => p.Contents.Functions.Keys.Concat(p.Contents.Variables.Keys)));
        return [.. names.Select(SymbolNames.Package).Where(p => p.Length > 0)];
    }
}
