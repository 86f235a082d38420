using System.Buffers.Binary;

using Hotfixing.Go;
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

    /// <summary>
    /// Adds initialisers: machine code that takes back what woke it, as the real ones do, and says how it ended.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="state">3 done, 4 panicked, 2 still running.</param>
    /// <param name="message">What a panic said.</param>
    public static PatchImage WithInitialisers(PatchImage image, byte state, string message = "")
    {
        // Behind the moduledata: state, current, length, restored, message.
        var data = image.Module + 4096;
        var run = new InitialiserRun
        {
            Kick = image.Areas[0].Start + 2048,
            State = data,
            Current = data + 8,
            MessageLength = data + 16,
            Restored = data + 32,
            Message = data + 64,
            Functions = ["work.init"],
        };
        var bytes = new byte[64 + message.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), message.Length);
        System.Text.Encoding.ASCII.GetBytes(message).CopyTo(bytes, 64);

        // mov rax,[rip+restored]; mov rcx,[rip+restored+8]; mov [rax],rcx; mov rax,[rip+restored+16]; test rax,rax; je +9; mov ecx,[rip+restored+24];
        // mov [rax],ecx; nop; mov dword [rip+state],N; ret
        var code = new List<byte>();
        int Distance(TargetAddress to, int length, int behind = 0) => (int)(to - (run.Kick + (ulong)(code.Count + length + behind)));
        void Emit(byte[] opcode, TargetAddress to, byte[] tail)
        {
            var displacement = BitConverter.GetBytes(Distance(to, opcode.Length + 4, tail.Length));
            code.AddRange([.. opcode, .. displacement, .. tail]);
        }

        Emit([0x48, 0x8b, 0x05], run.Restored, []);
        Emit([0x48, 0x8b, 0x0d], run.Restored + 8, []);
        code.AddRange([0x48, 0x89, 0x08]);
        Emit([0x48, 0x8b, 0x05], run.Restored + 16, []);
        code.AddRange([0x48, 0x85, 0xc0, 0x74, 0x08]);
        Emit([0x8b, 0x0d], run.Restored + 24, []);
        code.AddRange([0x89, 0x08]);
        Emit([0xc7, 0x05], run.State, [state, 0, 0, 0]);
        code.Add(0xc3);
        return image with
        {
            Initialisers = run,
            Blocks = [.. image.Blocks, new MemoryBlock(run.Kick, code.ToArray()), new MemoryBlock(data, bytes)],
        };
    }
}
