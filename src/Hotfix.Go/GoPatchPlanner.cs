using System.Security.Cryptography;

using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Build;
using Hotfixing.Go.Check;
using Hotfixing.Go.Compare;
using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.Go.Stage;
using Hotfixing.Go.Switch;
using Hotfixing.Linux;

namespace Hotfixing.Go;

/// <summary>Inspect, Build, Compare, Check, Link: makes a plan out of sources and what is loaded, and changes nothing.</summary>
internal sealed class GoPatchPlanner
{
    private readonly GoRuntime _runtime;
    private readonly IReadOnlyList<StagedPatch> _history;
    private readonly Patch _patch;
    private readonly IProgress<string>? _progress;
    private readonly EditedProgram _edited;
    private readonly List<Diagnostic> _diagnostics = [];
    private IReadOnlyList<string> _remaining = [];

    private GoPatchPlanner(GoRuntime runtime, IReadOnlyList<StagedPatch> history, Patch patch, IProgress<string>? progress, EditedProgram edited) =>
        (_runtime, _history, _patch, _progress, _edited) = (runtime, history, patch, progress, edited);

    /// <summary>Makes the plan.</summary>
    /// <exception cref="RefusedException">It cannot even be compared; it says why.</exception>
    /// <exception cref="HotfixException">A file cannot be read, or the target has ended.</exception>
    public static GoPatchPlan Plan(GoRuntime runtime, IReadOnlyList<StagedPatch> history, Patch patch, IProgress<string>? progress) =>
        Plan(runtime, history, patch, progress, EditedProgram.OfSources);

    /// <summary>Makes the plan for an edited program that comes from elsewhere.</summary>
    /// <exception cref="RefusedException">It cannot even be compared; it says why.</exception>
    /// <exception cref="HotfixException">A file cannot be read, or the target has ended.</exception>
    public static GoPatchPlan Plan(
        GoRuntime runtime, IReadOnlyList<StagedPatch> history, Patch patch, IProgress<string>? progress, EditedProgram edited) =>
        new GoPatchPlanner(runtime, history, patch, progress, edited).Plan();

    private GoPatchPlan Plan()
    {
        var program = _runtime.Process.Image;
        var running = Task.Run(() => RunningProgram.Read(program, _runtime.Process.Debug));
        if (Rebuild(program.File) is not { } rebuilt)
        {
            return Finish([], [], [], null, "");
        }

        _diagnostics.AddRange(rebuilt.Diagnostics);
        _progress?.Report("comparing");
        var live = new LiveProgramReader(_runtime, _history).Read();
        var relocatable = ElfFile.Parse(rebuilt.Object, _patch.Path);
        if (Place(program, relocatable, live) is not { } start)
        {
            return Finish([], [], [], null, "");
        }

        var pair = ProgramPair.Read(running.GetAwaiter().GetResult(), relocatable, start);
        var comparison = new ProgramComparison(pair, rebuilt.StandardPackages.Contains, _edited.IsTouched);
        var changes = PatchCheck.Of(pair, comparison);
        _diagnostics.AddRange(changes.Diagnostics);
        var filter = new FunctionFilter(_patch.Functions, _diagnostics);
        var chosen = filter.Resolve(changes);
        var restored = filter.IsLimited ? [] : Restored(pair, changes);
        var state = Fingerprint(rebuilt, chosen.Redirected, filter.IsLimited);
        if (!IsRefused && (IsInEffect(state) || (restored.Count == 0 && IsWithoutChange(chosen))))
        {
            return Finish([], restored, chosen.Added, null, state);
        }

        if (!IsRefused && chosen.Redirected.Count == 0 && restored.Count == 0)
        {
            _diagnostics.Add(CheckDiagnostics.NothingTakesEffect());
        }

        var image = IsRefused ? null : Link(pair, live, chosen, restored, comparison.Dictionaries, rebuilt.StandardPackages.Contains);
        if (image is not null)
        {
            Rehearse(image);
            _remaining = RunningCalls(image, live, pair.Layout);
        }

        return Finish(chosen.Redirected, restored, chosen.Added, IsRefused ? null : image, state);
    }

    /// <summary>The calls that are under way in code that is to be replaced.</summary>
    private IReadOnlyList<string> RunningCalls(PatchImage image, LiveProgram live, ModuleLayout layout)
    {
        _progress?.Report("looking for running calls");
        var bias = _runtime.Process.Bias;
        var patches = _history.Select(p => new FunctionTable(new RuntimeModule(live.Memory, bias.Linked(p.Module.Address), layout)));
        var calls = new RunningCalls(_runtime, [_runtime.Process.Functions, .. patches]).Count(image.Detours.Select(d => d.Entry).ToHashSet());
        return
        [
            .. image.Detours.GroupBy(d => d.Function, d => calls.GetValueOrDefault(d.Entry)).Select(g => (Function: g.Key, Calls: g.Sum()))
                .Where(f => f.Calls > 0)
                .Select(f => f.Calls == 1 ? $"a running call of {f.Function}, until it returns" : $"{f.Calls} running calls of {f.Function}, until they return"),
        ];
    }

    /// <summary>What keeps the patch from being put into the target is known before anybody decides to apply it.</summary>
    private void Rehearse(PatchImage image)
    {
        if (PatchRecovery.IsDue(_runtime, _history))
        {
            // What stands at the entries of functions now is what a tool that was killed has left; applying begins with mending that.
            return;
        }

        try
        {
            new PatchPreparation(_runtime, _history).Prepare(image, new PatchOrigin(_patch.Path, "", default, ""));
        }
        catch (RefusedException e)
        {
            _diagnostics.AddRange(e.Diagnostics);
        }
    }

    // What differs can also be how something begins. Of the functions that initialise, one is the runner's own.
    private static bool IsWithoutChange(CheckedChanges changes) => changes.Changed.Count == 0
        && changes.Added.Count(SymbolName.IsInitialiser) <= 1 && changes.Diagnostics.All(d => d.Severity < Severity.Warning);

    private bool IsRefused => _diagnostics.Exists(d => d.Severity == Severity.Refusal);

    private RebuiltProgram? Rebuild(ElfFile program)
    {
        var brought = _history.SelectMany(p => p.Record?.Contents.Functions.Keys ?? []);
        try
        {
            return _edited.Read(_patch.Path, program, [.. MissingFunctions.FunctionsIn(program), .. brought], _progress);
        }
        catch (RefusedException e)
        {
            _diagnostics.AddRange(e.Diagnostics);
            return null;
        }
    }

    private Binary.ImageAddress? Place(ProgramImage program, ElfFile relocatable, LiveProgram live)
    {
        try
        {
            return PatchPlacement.Choose(program, relocatable, live);
        }
        catch (CannotLinkException e)
        {
            _diagnostics.Add(e.Refusal);
            return null;
        }
    }

    private PatchImage? Link(
        ProgramPair pair, LiveProgram live, CheckedChanges chosen, IReadOnlyList<string> restored, TypeDictionaries dictionaries, Func<string, bool> standard)
    {
        _progress?.Report("linking");
        var hasSwissMaps = pair.Types.ObjectTypes.Space.HasSwissMaps;
        var shapes = new TypeShapes(pair.ObjectInformation, dictionaries, standard);
        try
        {
            var linked = Linker.Link(new LinkRequest
            {
                Id = new PatchId(_history.Select(p => p.Id.Number).DefaultIfEmpty(0).Max() + 1),
                Program = pair.Program.Image,
                Object = pair.Object.Image,
                Layout = pair.Layout,
                Types = live.Patches.Count == 0 ? pair.Types : GoTypeMatch.Of(pair.Types.ObjectTypes, LiveTypes.Find(live, pair.Layout, hasSwissMaps)),
                Live = live,
                Changed = chosen.Changed,
                Redirected = chosen.Redirected,
                Restored = restored,
                IsStandard = standard,
                // What a literal captures is not described by every version, and by none in full.
                Signature = shapes.OfFunction,
                VariableType = shapes.OfVariable,
            });
            _diagnostics.AddRange(linked.Diagnostics);
            return linked.Image;
        }
        catch (CannotLinkException e)
        {
            _diagnostics.Add(e.Refusal);
            return null;
        }
    }

    /// <summary>Functions of the program that earlier patches lead elsewhere, and that are as they were built again.</summary>
    private IReadOnlyList<string> Restored(ProgramPair pair, CheckedChanges changes)
    {
        var led = _history.Where(p => p.IsInEffect).SelectMany(p => p.Record?.Sites ?? []).Where(s => _runtime.Text.Contains(s.Entry))
            .Select(s => s.Function).ToHashSet(StringComparer.Ordinal);
        var sites = new SiteHistory(_history);
        return
        [
            .. led.Where(f => !changes.Changed.Contains(f) && pair.Object.Functions.ContainsKey(f)
                && pair.Program.Functions.TryGetValue(f, out var known) && IsLed(sites, _runtime.Process.Bias.Loaded(known.Start)))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static bool IsLed(SiteHistory sites, TargetAddress entry) =>
        sites.Expected(entry) is { } expected && !expected.AsSpan().SequenceEqual(sites.Original(entry));

    /// <summary>The same sources for the same program, limited in the same way, lead to the same state.</summary>
    private static string Fingerprint(RebuiltProgram rebuilt, IReadOnlyList<string> functions, bool isLimited)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(rebuilt.Object.Span);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(isLimited ? string.Join('\n', functions) : ""));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private bool IsInEffect(string state) => _history.LastOrDefault(p => p.IsInEffect)?.Record?.State == state;

    private GoPatchPlan Finish(
        IReadOnlyList<string> redirected, IReadOnlyList<string> restored, IReadOnlyList<string> added, PatchImage? image, string state)
    {
        var module = Path.GetFileName(_runtime.Process.Program);
        return new GoPatchPlan
        {
            Target = _runtime.Process.Target,
            Patch = _patch,
            Replacements =
            [
                .. redirected.Select(f => new Replacement(f, module)),
                .. restored.Select(f => new Replacement(f, module, "goes back to the original")),
            ],
            Added =
            [
                .. added.Where(f => !f.StartsWith(SymbolNames.Runner, StringComparison.Ordinal) && !SymbolName.IsInitialiser(f)).Select(f => $"function {f}"),
                .. (image?.Contents.Variables.Keys ?? []).Select(v => $"variable {v}"),
                .. (image?.Initialisers?.Functions ?? []).Select(f => $"initialiser {f}, which runs once"),
            ],
            Remaining = _remaining,
            Diagnostics = [.. _diagnostics.Distinct().OrderByDescending(d => d.Severity).ThenBy(d => d.Id, StringComparer.Ordinal)],
            IsEmpty = image is null,
            Image = image,
            State = state,
            InEffect = [.. _history.Where(p => p.IsInEffect).Select(p => p.Id)],
        };
    }
}
