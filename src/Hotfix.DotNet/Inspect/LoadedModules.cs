using Hotfixing.Linux;

namespace Hotfixing.DotNet.Inspect;

/// <summary>Finds the assemblies a process has loaded, by what it has mapped.</summary>
/// <param name="target">The process.</param>
/// <param name="mappings">What it has mapped.</param>
/// <param name="bundle">The files inside its program's file; null when that is no single file.</param>
/// <param name="program">Its program's file as it sees it; null when that is not shown to us.</param>
/// <param name="isMemoryReadable">Whether its memory may be read.</param>
internal sealed class LoadedModules(
    Target target, IReadOnlyList<MemoryMapping> mappings, SingleFileBundle? bundle, string? program, bool isMemoryReadable)
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

    /// <summary>Whether assemblies may have been copied into memory that cannot be read.</summary>
    public bool AreHidden => !isMemoryReadable && mappings.Any(MemoryModule.MayBeIn);

    /// <summary>Those in the program's file whose part of it is mapped. Compressed ones never are.</summary>
    public IEnumerable<LoadedModule> FromBundle()
    {
        if (bundle is null || program is null)
        {
            return [];
        }

        var entries = bundle.Assemblies.Where(e => !e.IsCompressed).ToList();
        return mappings.Where(m => m.IsShared && m.IsFile && m.Path == program)
            .SelectMany(m => MappedBy(m, entries))
            .Distinct()
            .Select(e => InBundle(e, program));
    }

    /// <summary>
    /// Those the runtime has copied into memory. Where that may not be read, it cannot be told what was loaded from bytes, and of the
    /// compressed ones in the program's file all are taken for loaded for which there is a copy of their size, whatever is in it.
    /// </summary>
    public IEnumerable<LoadedModule> FromMemory()
    {
        var copies = mappings.Where(MemoryModule.MayBeIn).ToList();
        if (isMemoryReadable)
        {
            return copies.Select(m => MemoryModule.TryFind(target, m)).OfType<LoadedModule>();
        }

        var sizes = copies.Select(m => (long)m.Length).ToHashSet();
        return bundle is null || program is null
            ? []
            : bundle.Assemblies.Where(e => e.IsCompressed && sizes.Contains(PageAfter(e.Size))).Select(e => InBundle(e, program));
    }

    private BundledModule InBundle(BundleEntry entry, string file)
    {
        var isDeleted = mappings.Any(m => m.IsDeleted && m.Path == file);
        return new BundledModule(target, file, entry, new OriginalFile(file, isDeleted, _started));
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
