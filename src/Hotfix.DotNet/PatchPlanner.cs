using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Inspect;
using Hotfixing.DotNet.Link;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet;

/// <summary>Inspect, Compare, Link, Check: makes a plan out of files and what is loaded, and changes nothing.</summary>
internal sealed class PatchPlanner
{
    private readonly LoadedProgram _program;
    private readonly Patch _patch;
    private readonly IReadOnlyList<PatchRecord> _applied;
    private readonly IProgress<string>? _progress;
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly List<Replacement> _replacements = [];
    private readonly List<string> _added = [];
    private readonly List<string> _remaining = [];
    private readonly List<ModulePatch> _modules = [];
    private readonly List<DeltaAssembly> _deltas = [];
    private readonly PatchRegistry _registry = new();
    private bool _onlyOnce;

    private PatchPlanner(LoadedProgram program, Patch patch, IReadOnlyList<PatchRecord> applied, IProgress<string>? progress)
    {
        _program = program;
        _patch = patch;
        _applied = applied;
        _progress = progress;
    }

    /// <summary>Makes the plan.</summary>
    /// <param name="target">The process.</param>
    /// <param name="patch">What is asked for.</param>
    /// <param name="applied">What is applied to it now.</param>
    /// <param name="progress">Gets a line for each step that may take a while.</param>
    /// <exception cref="RefusedException">What the target was started from is lost, or it cannot be patched at all.</exception>
    /// <exception cref="HotfixException">A file cannot be read, or the target has ended.</exception>
    public static DotNetPatchPlan Plan(
        Target target, Patch patch, IReadOnlyList<PatchRecord> applied, IProgress<string>? progress)
    {
        var planner = new PatchPlanner(LoadedProgram.Read(target), patch, applied, progress);
        if (planner._program.HidesModules)
        {
            planner._diagnostics.Add(InspectDiagnostics.ModulesHidden(target));
        }

        using var builds = new BuildPairs(planner._program, planner._diagnostics);
        builds.Find(patch.Path);
        planner.Plan(builds);
        return planner.Finish(target);
    }

    private void Plan(BuildPairs builds)
    {
        var comparisons = new List<AssemblyComparison>();
        foreach (var (running, rebuilt) in builds.Pairs)
        {
            if (running.Mvid == rebuilt.Mvid)
            {
                GoBack(running);
                continue;
            }

            _progress?.Report($"comparing {rebuilt.FileName}");
            comparisons.Add(rebuilt.Reading(() => Compare(running, rebuilt)));
        }

        var filter = new FunctionFilter(_patch.Functions, _diagnostics);
        var chosen = filter.Resolve([.. comparisons.SelectMany(c => c.Changes).Select(c => c.Function)]);
        foreach (var comparison in comparisons)
        {
            _onlyOnce |= comparison.New.Reading(() => Link(comparison, filter, chosen, builds));
        }

        if (_modules.Exists(m => m.Bodies.Length > 0))
        {
            new CopyHolders(_modules, _diagnostics).Add(builds.LoadedAssemblies());
        }
    }

    private AssemblyComparison Compare(AssemblyImage running, AssemblyImage rebuilt)
    {
        var comparison = AssemblyComparison.Compare(running, rebuilt);
        new TypeChecker(comparison, _diagnostics).Check();
        new MethodChecker(comparison, _diagnostics).Check();
        new RemovalChecker(comparison, _diagnostics).Check();
        new ResourceChecker(comparison, _diagnostics).Check();
        return comparison;
    }

    /// <summary>Links what is asked for of one assembly; returns whether all of that has run once and does not run again.</summary>
    private bool Link(AssemblyComparison comparison, FunctionFilter filter, HashSet<string> chosen, BuildPairs builds)
    {
        var changes = comparison.Changes.Where(c => !filter.IsLimited || chosen.Contains(c.Function)).ToList();
        var effective = new ChangeChecker(comparison, HasDynamicCode(), _diagnostics).Check(changes, _remaining);
        Link(comparison, effective, isComplete: !filter.IsLimited, builds);
        return changes.Count > 0 && effective.Count == 0;
    }

    private void Link(AssemblyComparison comparison, List<MethodChange> changes, bool isComplete, BuildPairs builds)
    {
        _progress?.Report($"linking {comparison.New.FileName}");
        var linked = new Linker(comparison, _diagnostics).Link(changes, isComplete);
        var references = new ReferenceChecker(comparison, builds.Available, builds.RunningByName, _diagnostics);
        foreach (var change in changes)
        {
            references.Check(change.New, change.Function);
        }

        var names = new FunctionNames(comparison.New.Metadata);
        foreach (var method in linked.Contents.Types.SelectMany(t => t.Methods))
        {
            references.Check(method, names.Method(method));
        }

        if (isComplete)
        {
            UnusedAdditions.Report(comparison, linked.Contents, _diagnostics);
        }

        var earlier = PatchRegistry.Read(_applied);
        earlier.CheckAgainst(comparison, linked, _diagnostics);
        if (earlier.IsInEffect(linked.Module) || (changes.Count == 0 && !WasPatched(comparison.Old)))
        {
            return;
        }

        _registry.Add(comparison, linked);
        _modules.Add(linked.Module);
        if (linked.Delta is not null)
        {
            _deltas.Add(linked.Delta);
        }

        _added.AddRange(AddedNames.Of(comparison, linked.Contents));
        _replacements.AddRange(changes.Select(c => new Replacement(c.Function, comparison.Old.FileName)).Distinct());
        if (isComplete)
        {
            AddThoseThatGoBack(comparison.Old, changes);
        }
    }

    /// <summary>The rebuilt assembly is the one the program was started with: earlier patches of it are taken back.</summary>
    private void GoBack(AssemblyImage running)
    {
        var asBuilt = new ModulePatch
        {
            Mvid = running.Mvid,
            Name = running.FileName,
            IsComplete = true,
            Tokens = [],
            Bodies = [],
        };
        if (WasPatched(running) && _patch.Functions.Count == 0 && !PatchRegistry.Read(_applied).IsInEffect(asBuilt))
        {
            _registry.AddState(asBuilt);
            _modules.Add(asBuilt);
            AddThoseThatGoBack(running, []);
        }
    }

    private void AddThoseThatGoBack(AssemblyImage running, List<MethodChange> changes)
    {
        var current = PatchRegistry.InEffect(_applied, running.FileName);
        current.ExceptWith(changes.Select(c => c.Function));
        _replacements.AddRange(current.Select(f => new Replacement(f, running.FileName, "goes back to the original")));
    }

    private bool WasPatched(AssemblyImage running) => PatchRegistry.InEffect(_applied, running.FileName).Count > 0;

    private bool HasDynamicCode() => _program.FindModules("System.Linq.Expressions").Count > 0
        || _program.FindModules("System.Reflection.Emit.Lightweight").Count > 0
        || _program.FindModules("System.Reflection.Emit.ILGeneration").Count > 0;

    private DotNetPatchPlan Finish(Target target)
    {
        if (_onlyOnce && _modules.Count == 0)
        {
            _diagnostics.Add(PatchDiagnostics.OnlyInitialValues());
        }

        if (_modules.Count > 0)
        {
            // A plan that could never be applied is none.
            _diagnostics.AddRange(Examination.Of(target));
        }

        return new DotNetPatchPlan
        {
            Target = target,
            Patch = _patch,
            Replacements = _replacements,
            Added = _added,
            Remaining = _remaining,
            Diagnostics = [.. _diagnostics.Distinct().OrderByDescending(d => d.Severity).ThenBy(d => d.Id, StringComparer.Ordinal)],
            IsEmpty = _modules.Count == 0,
            Message = new PatchMessage
            {
                Source = Path.GetFullPath(_patch.Path),
                AppliedBy = Environment.UserName,
                Deltas = [.. _deltas],
                Modules = [.. _modules],
                Registry = _registry.ToBytes(),
            },
        };
    }
}
