using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>Finds the assemblies a process has loaded, by what it has mapped.</summary>
/// <param name="target">The process.</param>
/// <param name="mappings">What it has mapped.</param>
/// <param name="bundle">The files inside its program's file; null when that is no single file.</param>
/// <param name="command">How it was started.</param>
internal sealed class LoadedModules(
    Target target, IReadOnlyList<MemoryMapping> mappings, SingleFileBundle? bundle, ProcessCommand command)
{
    private readonly Lazy<DateTimeOffset> _started = new(() => RuntimeStart.Of(target));

    /// <summary>Those loaded from files of their own.</summary>
    public IReadOnlyList<LoadedModule> FromFiles() =>
    [
        .. mappings
            .Where(m => m.IsFile && Path.GetExtension(m.Path).ToUpperInvariant() is ".DLL" or ".EXE")
            .GroupBy(m => $"{m.File}{m.IsDeleted}{m.Path}")
            .Select(g => new FileModule(target, [.. g], _started)),
    ];

    /// <summary>Those in the program's file whose part of it is mapped. Compressed ones never are.</summary>
    public IEnumerable<LoadedModule> FromBundle()
    {
        if (bundle is null || command.Executable is not { } program)
        {
            return [];
        }

        var entries = bundle.Assemblies.Where(e => !e.IsCompressed).ToList();
        return mappings.Where(m => m.IsShared && m.IsFile && m.Path == program).SelectMany(m => MappedBy(m, entries)).Distinct().Select(InBundle);
    }

    /// <summary>
    /// Those the runtime has copied into memory; null when memory of this process may not be read. Then it cannot be told what was loaded
    /// from bytes, nor which of the compressed ones in the program's file were loaded.
    /// </summary>
    public IEnumerable<LoadedModule>? FromMemory() => TargetMemory.IsReadable(target)
        ? mappings.Where(MemoryModule.MayBeIn).Select(m => MemoryModule.TryFind(target, m)).OfType<LoadedModule>()
        : null;

    /// <summary>The compressed ones in the program's file for which there is a copy of their size, whatever is in it.</summary>
    public IEnumerable<LoadedModule> PerhapsFromBundle()
    {
        var sizes = mappings.Where(MemoryModule.MayBeIn).Select(m => (long)m.Length).ToHashSet();
        return bundle is null ? [] : bundle.Assemblies.Where(e => e.IsCompressed && sizes.Contains(PageAfter(e.Size))).Select(InBundle);
    }

    /// <summary>Whether anything may have been copied into memory.</summary>
    public bool HasCopies => mappings.Any(MemoryModule.MayBeIn);

    private LoadedModule InBundle(BundleEntry entry)
    {
        var isDeleted = mappings.Any(m => m.IsDeleted && m.Path == command.Executable);
        return new BundledModule(target, command.Executable!, entry, new OriginalFile(command.Executable!, isDeleted, _started));
    }

    /// <summary>
    /// The runtime maps the pages an assembly lies in (runtime: src/coreclr/vm/peimagelayout.cpp, 8 to 10). The kernel makes one
    /// mapping of two that adjoin in memory and in the file, so where none fits, any inside counts.
    /// </summary>
    private static IEnumerable<BundleEntry> MappedBy(MemoryMapping mapping, List<BundleEntry> entries)
    {
        var (start, end) = ((long)mapping.Offset, (long)(mapping.Offset + mapping.Length));
        var exact = entries.Where(e => PageOf(e.Offset) == start && PageAfter(e.End) == end).ToList();
        return exact.Count > 0 ? exact : entries.Where(e => PageOf(e.Offset) >= start && PageAfter(e.End) <= end);
    }

    private static long PageOf(long offset) => offset / Environment.SystemPageSize * Environment.SystemPageSize;

    private static long PageAfter(long offset) => PageOf(offset + Environment.SystemPageSize - 1);
}
