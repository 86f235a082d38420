using Hotfixing.Binary;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>The init functions of a package in the order they run.</summary>
/// <param name="Package">The package.</param>
/// <param name="Functions">The functions.</param>
internal sealed record InitTask(string Package, IReadOnlyList<ImageSymbol> Functions);

/// <summary>
/// Reads in which order an object's packages are initialised. Since 1.21 the linker makes a list: each task is a state, a count (4 bytes
/// each) and the functions (runtime/proc.go, initTask). Before, each is a state, the counts of tasks it needs and of functions (8
/// bytes each), the tasks, the functions, and the main package's stands for all.
/// </summary>
internal sealed class InitTasks(RuntimeModule module, ImageSymbols symbols)
{
    private const ulong Most = 100_000;
    private readonly List<InitTask> _tasks = [];
    private readonly HashSet<ImageAddress> _seen = [];

    /// <summary>The tasks in order.</summary>
    /// <exception cref="CannotLinkException">They are not understood.</exception>
    public IReadOnlyList<InitTask> Read()
    {
        var byAddress = symbols.All.Where(s => s.Name.EndsWith(SymbolName.InitTask, StringComparison.Ordinal)).ToDictionary(s => s.Start);
        if (module.Has("inittasks"))
        {
            var (start, count) = module.Slice("inittasks");
            for (var i = 0UL; i < Checked(count); i++)
            {
                var task = module.Image.ReadAddress(start + i * 8);
                Add(byAddress, task, task + 8, module.Image.ReadUInt32(task + 4));
            }
        }
        else if (symbols.Find("main" + SymbolName.InitTask) is { } main)
        {
            Walk(byAddress, main.Start);
        }

        return _tasks;
    }

    private void Walk(Dictionary<ImageAddress, ImageSymbol> byAddress, ImageAddress first)
    {
        var open = new Stack<(ImageAddress Task, ulong Next)>();
        _seen.Add(first);
        open.Push((first, 0));
        while (open.TryPop(out var top))
        {
            var needed = Checked(module.Image.ReadUInt64(top.Task + 8));
            if (top.Next < needed)
            {
                open.Push((top.Task, top.Next + 1));
                if (module.Image.ReadAddress(top.Task + 24 + top.Next * 8) is var next && _seen.Add(next))
                {
                    open.Push((next, 0));
                }
            }
            else
            {
                Add(byAddress, top.Task, top.Task + 24 + needed * 8, module.Image.ReadUInt64(top.Task + 16));
            }
        }
    }

    private void Add(Dictionary<ImageAddress, ImageSymbol> byAddress, ImageAddress task, ImageAddress functions, ulong count)
    {
        if (!byAddress.TryGetValue(task, out var symbol))
        {
            throw new CannotLinkException(LinkDiagnostics.UnknownMetadata($"an initialisation task at {task} has no name"));
        }

        var list = new List<ImageSymbol>();
        for (var i = 0UL; i < Checked(count); i++)
        {
            var entry = module.Image.ReadAddress(functions + i * 8);
            list.Add(symbols.FunctionAt(entry) is { } function && function.Start == entry
                ? function
                : throw new CannotLinkException(LinkDiagnostics.UnknownMetadata($"{symbol.Name} runs {entry}, where no function is")));
        }

        _tasks.Add(new InitTask(symbol.Name[..^SymbolName.InitTask.Length], list));
    }

    private static ulong Checked(ulong count) => count <= Most
        ? count
        : throw new CannotLinkException(LinkDiagnostics.UnknownMetadata($"an initialisation task has {count} parts; at most {Most} are read"));
}
