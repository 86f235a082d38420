using System.Diagnostics;

using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>
/// The patches in effect in this process, oldest first. Each remembers the whole state it brought about, so that any earlier state
/// can be gone back to exactly. The caller serialises.
/// </summary>
internal sealed class PatchStack
{
    private readonly List<AppliedEntry> entries = [];
    private ShimLibrary? shim;
    private Profiler? profiler;
    private BodySwitch? bodies;
    private int lastId;

    /// <summary>Whether the present request has changed the target; what goes wrong from then on leaves a state that is not known.</summary>
    public bool HasSwitched { get; private set; }

    private BodyMap Current => entries.Count > 0 ? entries[^1].State : [];

    /// <summary>Connects with the runtime's profiling interface, which a tool has had attached.</summary>
    public void Attach(string directory)
    {
        if (bodies is null)
        {
            shim = ShimLibrary.Load(ShimLibrary.PathIn(directory));
            if (shim.ProfilerInfo == 0)
            {
                throw new InvalidOperationException("the profiling library is not attached");
            }

            profiler = new Profiler(shim);
            bodies = new BodySwitch(shim, profiler);
        }
    }

    /// <summary>Applies a patch on top of those in effect; <see cref="Attach"/> comes before.</summary>
    public PatchRecord Apply(PatchMessage message)
    {
        var watch = Stopwatch.StartNew();
        var modules = new ModuleTable(profiler!).Find(message.Modules);
        var linking = new PatchLinking(profiler!);
        for (var i = 0; i < modules.Count; i++)
        {
            linking.CheckBodies(message.Modules[i], modules[i]);
        }

        foreach (var delta in message.Deltas)
        {
            PatchLinking.Load(delta);
        }

        var state = new BodyMap(Current);
        for (var i = 0; i < modules.Count; i++)
        {
            if (message.Modules[i].IsComplete)
            {
                state.RemoveModule(modules[i]);
            }

            bodies!.Know(modules[i]);
            linking.AddBodies(message.Modules[i], modules[i], state);
        }

        var functions = Functions(message, modules);
        var (changed, suspended) = Switch(state);
        AddReverted(functions, changed, state);
        var entry = new AppliedEntry
        {
            Id = ++lastId,
            Source = message.Source,
            AppliedBy = message.AppliedBy,
            Registry = message.Registry,
            AppliedAt = DateTimeOffset.UtcNow,
            Functions = functions,
            State = state,
            Duration = Microseconds(watch),
            Suspended = suspended,
        };
        entries.Add(entry);
        return Record(entries.Count - 1);
    }

    /// <summary>Goes back to the state before the patch with this id, or before the latest one when it is 0.</summary>
    public RevertRecord Revert(int id)
    {
        var index = id == 0 ? entries.Count - 1 : entries.FindIndex(e => e.Id == id);
        if (index < 0)
        {
            throw new RefusedRequestException(
                RefusalCode.NoSuchPatch, id == 0 ? "no patch is applied" : $"no patch with id {id} is applied");
        }

        var watch = Stopwatch.StartNew();
        var (changed, suspended) = Switch(index > 0 ? entries[index - 1].State : []);
        var ids = new int[entries.Count - index];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = entries[^(i + 1)].Id;
        }

        var names = new List<string>();
        var seen = new HashSet<string>();
        foreach (var method in changed)
        {
            if (FindFunction(method) is { } function && seen.Add(function.Function))
            {
                names.Add(function.Function);
            }
        }

        entries.RemoveRange(index, ids.Length);
        return new RevertRecord { Ids = ids, Functions = [.. names], Duration = Microseconds(watch), Suspended = suspended };
    }

    /// <summary>The patches in effect, oldest first.</summary>
    public PatchRecord[] List()
    {
        var records = new PatchRecord[entries.Count];
        for (var i = 0; i < records.Length; i++)
        {
            records[i] = Record(i);
        }

        return records;
    }

    /// <summary>Before each request.</summary>
    public void Begin() => HasSwitched = false;

    private (List<MethodKey> Changed, long Suspended) Switch(BodyMap state)
    {
        var before = shim!.SuspendedNanoseconds;
        profiler!.BeginWatchingSuspensions();
        try
        {
            var changed = bodies!.Move(Current, state);
            HasSwitched = true;
            return (changed, (shim.SuspendedNanoseconds - before) / 1000);
        }
        finally
        {
            profiler.EndWatchingSuspensions();
        }
    }

    private static List<AppliedFunction> Functions(PatchMessage message, List<LoadedModule> modules)
    {
        var functions = new List<AppliedFunction>();
        for (var i = 0; i < modules.Count; i++)
        {
            var byName = new Dictionary<string, AppliedFunction>();
            foreach (var body in message.Modules[i].Bodies)
            {
                if (!byName.TryGetValue(body.Function, out var function))
                {
                    function = new AppliedFunction(body.Function, message.Modules[i].Name, []);
                    byName.Add(body.Function, function);
                    functions.Add(function);
                }

                foreach (var id in modules[i].Ids)
                {
                    function.Methods.Add(new MethodKey(id, body.Method));
                }
            }
        }

        return functions;
    }

    /// <summary>Functions an earlier patch had changed, and this one gives back the body they were built with.</summary>
    private void AddReverted(List<AppliedFunction> functions, List<MethodKey> changed, BodyMap state)
    {
        var byName = new Dictionary<(string, string), AppliedFunction>();
        foreach (var function in functions)
        {
            byName[(function.Module, function.Function)] = function;
        }

        foreach (var method in changed)
        {
            if (!state.ContainsKey(method) && FindFunction(method) is { } earlier)
            {
                if (!byName.TryGetValue((earlier.Module, earlier.Function), out var function))
                {
                    function = earlier with { Methods = [] };
                    byName.Add((earlier.Module, earlier.Function), function);
                    functions.Add(function);
                }

                function.Methods.Add(method);
            }
        }
    }

    private AppliedFunction? FindFunction(MethodKey method)
    {
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            if (entries[i].Find(method) is { } function)
            {
                return function;
            }
        }

        return null;
    }

    private PatchRecord Record(int index) => entries[index].ToRecord(function =>
    {
        var current = function.Methods.FindAll(m => !IsSuperseded(m, index));
        return current.Count == 0 ? FunctionEffect.Superseded
            : current.TrueForAll(m => !Current.ContainsKey(m)) ? FunctionEffect.Original
            : current.TrueForAll(m => bodies!.IsCompiled(m, Current)) ? FunctionEffect.Compiled
            : FunctionEffect.Requested;
    });

    private bool IsSuperseded(MethodKey method, int index)
    {
        for (var i = index + 1; i < entries.Count; i++)
        {
            if (entries[i].Find(method) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static long Microseconds(Stopwatch watch) => (long)watch.Elapsed.TotalMicroseconds;
}
