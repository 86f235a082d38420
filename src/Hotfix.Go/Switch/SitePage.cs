using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>
/// The sites of a patch that lie in one page of code, which are read and written together: a call of the system for each would make up most
/// of the time in which a process stands still for many functions. What is between them is written as it was read.
/// </summary>
/// <remarks>A write within one page is done as a whole or not at all, also when this tool is killed in it (fs/proc/base.c, mem_rw).</remarks>
internal sealed class SitePage
{
    private const ulong PageSize = 4096;

    private readonly PatchSite[] sites;
    private readonly TargetAddress start;
    private readonly byte[] bytes;

    private SitePage(IEnumerable<PatchSite> sites)
    {
        this.sites = [.. sites.OrderBy(s => s.Entry.Value)];
        start = this.sites[0].Entry;
        bytes = new byte[this.sites[^1].Entry - start + PatchSite.Length];
    }

    /// <summary>The pages the sites are in.</summary>
    public static IReadOnlyList<SitePage> Of(IEnumerable<PatchSite> sites) =>
        [.. sites.GroupBy(s => s.Entry.Value / PageSize).Select(g => new SitePage(g))];

    /// <summary>Writes one form of every site. All threads must be held.</summary>
    public void Write(ProcessMemory memory, Func<PatchSite, byte[]> form)
    {
        memory.Read(start, bytes);
        foreach (var site in sites)
        {
            form(site).CopyTo(bytes, site.Entry - start);
        }

        memory.Write(start, bytes);
    }

    /// <summary>The first site that does not have its form; null when all have. The process may run.</summary>
    public PatchSite? FindOther(ProcessMemory memory, Func<PatchSite, byte[]> form)
    {
        memory.Read(start, bytes);
        foreach (var site in sites)
        {
            if (!bytes.AsSpan((int)(site.Entry - start), PatchSite.Length).SequenceEqual(form(site)))
            {
                return site;
            }
        }

        return null;
    }
}
