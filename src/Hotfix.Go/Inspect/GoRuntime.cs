using System.Text;

using Hotfixing.Linux;

namespace Hotfixing.Go.Inspect;

/// <summary>
/// The runtime inside a Go process, found by its symbols and read by its layout. Making one checks that what is there makes sense: a
/// pointer read from the wrong place shows here, and not when something is written.
/// </summary>
internal sealed class GoRuntime
{
    /// <summary>The most threads, modules and the like that are followed in one of the runtime's lists.</summary>
    public const int MaximumListLength = 100_000;

    private const int MaximumNameLength = 4096;
    private const ulong MinimumSignalStack = 4 * 1024;
    private const ulong MaximumSignalStack = 64 * 1024 * 1024;
    private const ulong MaximumTable = 1 << 24;

    public GoRuntime(GoProcess process, ProcessMemory memory)
    {
        (Process, Memory) = (process, memory);
        Symbols = new RuntimeSymbols(process);
        Layout = new RuntimeLayout(process);
        FirstModule = Symbols["runtime.firstmoduledata"];
        Text = new CodeRange(
            memory.ReadPointer(FirstModule + Layout.Text),
            memory.ReadWord(FirstModule + Layout.TextEnd) - memory.ReadWord(FirstModule + Layout.Text));
        Check();
    }

    public GoProcess Process { get; }

    public ProcessMemory Memory { get; }

    public RuntimeSymbols Symbols { get; }

    public RuntimeLayout Layout { get; }

    /// <summary>The program's own moduledata.</summary>
    public TargetAddress FirstModule { get; }

    /// <summary>The program's Go code; C code lies elsewhere.</summary>
    public CodeRange Text { get; }

    /// <summary>The threads that can run Go code.</summary>
    public IReadOnlyList<GoThread> Threads()
    {
        var threads = new List<GoThread>();
        var machine = Memory.ReadPointer(Symbols["runtime.allm"]);
        for (; machine.Value != 0; machine = Memory.ReadPointer(machine + Layout.NextThread))
        {
            Require(threads.Count < MaximumListLength, "the runtime's list of threads has no end");
            var signals = Memory.ReadPointer(machine + Layout.SignalGoroutine);
            var id = Memory.ReadWord(machine + Layout.ThreadId);
            if (signals.Value != 0 && id != 0)
            {
                threads.Add(new GoThread((int)id, Memory.ReadPointer(signals + Layout.StackStart), Memory.ReadPointer(signals + Layout.StackEnd)));
            }
        }

        return threads;
    }

    /// <summary>The modules, the program first, in the order in which they came.</summary>
    public IReadOnlyList<LoadedGoModule> Modules()
    {
        var modules = new List<LoadedGoModule>();
        for (var module = FirstModule; module.Value != 0; module = Memory.ReadPointer(module + Layout.NextModule))
        {
            Require(modules.Count < MaximumListLength, "the runtime's list of modules has no end");
            var name = Memory.ReadPointer(module + Layout.ModuleName);
            var length = Memory.ReadWord(module + Layout.ModuleName + sizeof(ulong));
            Require(length <= MaximumNameLength, "a module has a name without an end");
            modules.Add(new LoadedGoModule(module, Encoding.UTF8.GetString(Memory.Read(name, (int)length)), name));
        }

        return modules;
    }

    private void Check()
    {
        // A C linker puts code of its own around it.
        var code = Process.Image.File.Section(".text")!;
        Require(
            Text.Size > 0 && code.Contains(Process.Bias.Linked(Text.Start)) && code.Contains(Process.Bias.Linked(Text.Start + (Text.Size - 1))),
            "its code is not where the runtime says");
        var threads = Threads();
        Require(
            threads.Count > 0 && threads.All(t => t.SignalStackEnd - t.SignalStack is >= (long)MinimumSignalStack and <= (long)MaximumSignalStack),
            "the runtime's list of threads makes no sense");
        var modules = Modules();
        Require(modules.Any(m => m.Address.Value == Memory.ReadWord(Symbols["runtime.lastmoduledatap"])), "the runtime's last module is not in its list");
        var table = Memory.ReadPointer(Symbols["runtime.itabTable"]);
        var size = Memory.ReadWord(table + Layout.TableSize);
        Require(
            size is > 0 and <= MaximumTable && (size & size - 1) == 0 && Memory.ReadWord(table + Layout.TableCount) < size,
            "the runtime's table of itabs makes no sense");
        var goroutine = Memory.ReadPointer(Symbols["runtime.forcegc"] + Layout.CollectorGoroutine);
        Require(
            goroutine.Value == 0 || Memory.ReadWord(goroutine + Layout.StackStart) < Memory.ReadWord(goroutine + Layout.StackEnd),
            "the runtime's own goroutines make no sense");
    }

    private void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new RefusedException([InspectDiagnostics.NotUnderstood(Process.Target, otherwise)]);
        }
    }
}
