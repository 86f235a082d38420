using Hotfixing.Go;
using Hotfixing.Go.Build;
using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.GoStaging;

/// <summary>Patches of machine code written by hand, for functions that call nothing, so that staging is tested without a linker.</summary>
internal static class HandMadeImage
{
    /// <summary>Of Subjects/Staging.go: each returns its sum or product with a hundred, two hundred and so on more.</summary>
    public static readonly IReadOnlyDictionary<string, byte[]> New = new Dictionary<string, byte[]>
    {
        ["main.Add"] = [0x48, 0x8d, 0x44, 0x18, 0x64, 0xc3],
        ["main.Mul"] = [0x48, 0x0f, 0xaf, 0xc3, 0x48, 0x05, 0xc8, 0, 0, 0, 0xc3],
        ["main.(*point).Sum"] = [0x48, 0x8b, 0x08, 0x48, 0x03, 0x48, 0x08, 0x48, 0x8d, 0x81, 0x2c, 0x01, 0, 0, 0xc3],
        ["main.Deep"] = [0xb8, 0x97, 0x01, 0, 0, 0xc3],
    };

    private const ulong CodeRoom = 4096;
    private const ulong DataRoom = 8192;
    private const ulong FunctionRoom = 64;

    /// <summary>A planner that leads functions to new code.</summary>
    /// <param name="functions">The functions.</param>
    /// <param name="change">Changes the image before it is used.</param>
    public static GoPlanner Planner(IEnumerable<string> functions, Func<GoRuntime, PatchImage, PatchImage>? change = null) =>
        (runtime, history, patch, _) =>
        {
            var image = Make(runtime, history, functions.ToDictionary(f => f, f => (byte[]?)New[f]));
            return Plan(runtime, history, patch, change?.Invoke(runtime, image) ?? image);
        };

    /// <summary>A planner that gives functions the program's own code back.</summary>
    public static GoPlanner Restoring(params string[] functions) => (runtime, history, patch, _) =>
        Plan(runtime, history, patch, Make(runtime, history, functions.ToDictionary(f => f, _ => (byte[]?)null)));

    public static TargetAddress Address(GoRuntime runtime, string name)
    {
        var symbol = runtime.Process.Image.File.Symbols.Single(s => s.Name == name);
        return runtime.Process.Bias.Loaded(runtime.Process.Image.AddressOf(symbol)!.Value);
    }

    private static GoPatchPlan Plan(GoRuntime runtime, IReadOnlyList<StagedPatch> history, Patch patch, PatchImage image) => new()
    {
        Target = runtime.Process.Target,
        Patch = patch,
        Replacements = [.. image.Detours.Select(d => new Replacement(d.Function, "program"))],
        Added = [],
        Remaining = [],
        Diagnostics = [],
        IsEmpty = false,
        InEffect = [.. history.Where(p => p.IsInEffect).Select(p => p.Id)],
        Image = image,
        State = "",
    };

    private static PatchImage Make(GoRuntime runtime, IReadOnlyList<StagedPatch> history, Dictionary<string, byte[]?> functions)
    {
        var from = new TargetAddress((runtime.Text.Start.Value + runtime.Text.Size + 0x400_0000) & ~0xfffffUL);
        var start = FreeSpace.Find(MemoryMaps.Read(runtime.Process.Target), [], from, from + 0x4000_0000, CodeRoom + DataRoom)!.Value;
        var code = new byte[CodeRoom];
        var detours = new List<Detour>();
        foreach (var (name, bytes) in functions)
        {
            var at = (ulong)detours.Count * FunctionRoom;
            bytes?.CopyTo(code, (int)at);
            var entry = Address(runtime, name);
            detours.Add(new Detour(name, entry, runtime.Memory.Read(entry, 16), bytes is null ? null : start + at));
        }

        var module = start + CodeRoom;
        return new PatchImage
        {
            Id = new PatchId(history.Count == 0 ? 1 : history.Max(p => p.Id.Number) + 1),
            Areas =
            [
                new MappedArea(start, CodeRoom, AreaProtection.ReadExecute),
                new MappedArea(module, DataRoom, AreaProtection.ReadWrite),
            ],
            Blocks = [new MemoryBlock(start, code), new MemoryBlock(module, new byte[(int)runtime.Layout.ModuleSize])],
            Module = module,
            TypesEnd = null,
            Itabs = [],
            Fills = [],
            Initialisers = null,
            Detours = detours,
            Contents = PatchContents.None,
        };
    }

    /// <summary>Adds initialisers, which are functions of the program, run by the same code as those of real patches, which it contains, too.</summary>
    public static PatchImage WithInitialisers(GoRuntime runtime, PatchImage image, params string[] functions)
    {
        TargetAddress Own(string name) => Address(runtime, $"main.{name}");
        var list = image.Module + 4096;
        var run = new InitialiserRun
        {
            Kick = Own(InitialiserRunner.Kick),
            State = Own(InitialiserRunner.State),
            Current = Own(InitialiserRunner.Current),
            Message = Own(InitialiserRunner.Message),
            MessageLength = Own(InitialiserRunner.MessageLength),
            Restored = Own(InitialiserRunner.Restored),
            Functions = functions,
        };

        // A slice of pointers to words that hold where functions begin.
        var words = functions.Select((_, i) => (list + (ulong)(functions.Length + i) * 8).Value).Concat(functions.Select(f => Address(runtime, f).Value));
        return image with
        {
            Initialisers = run,
            Blocks =
            [
                .. image.Blocks,
                new MemoryBlock(list, Words(words)),
                new MemoryBlock(Own(InitialiserRunner.Functions), Words([list.Value, (ulong)functions.Length, (ulong)functions.Length])),
                new MemoryBlock(run.State, new byte[4]),
            ],
        };
    }

    private static byte[] Words(IEnumerable<ulong> words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
