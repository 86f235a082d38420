using System.Buffers.Binary;
using Hotfixing.Binary;
using Hotfixing.Go.Check;
using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>Examines the functions a patch redirects, and makes their sites and the stubs of the switch.</summary>
internal sealed class SiteExamination(GoRuntime runtime, IReadOnlyList<StagedPatch> history)
{
    private const byte Padding = 0xcc;

    private readonly SiteHistory known = new(history);
    private readonly IReadOnlyList<CodeRange> growth =
        runtime.Symbols.Functions("runtime.morestack", "runtime.morestack_noctxt", "runtime.morestackc");

    /// <summary>Makes the sites of a patch. Only reads the target.</summary>
    /// <param name="image">The patch.</param>
    /// <param name="place">Where the stubs will be.</param>
    /// <param name="state">Where the patch's state will be.</param>
    /// <exception cref="RefusedException">A function cannot be redirected.</exception>
    public (IReadOnlyList<PatchSite> Sites, byte[] Stubs) Redirect(PatchImage image, TargetAddress place, TargetAddress state)
    {
        var stubs = new List<byte>();
        var sites = image.Detours.Select(d => Redirect(d, image.Detours.Count, place, state, stubs)).ToList();
        return sites.Select(s => s.Entry).Distinct().Count() == sites.Count
            ? (sites, stubs.ToArray())
            : throw new RefusedException([StageDiagnostics.OutOfDate("two functions begin at the same place")]);
    }

    /// <summary>Makes the ways back from the patch's own versions. One whose first bytes must stay as they are gets none.</summary>
    public IReadOnlyList<PatchSite> Returns(PatchImage image)
    {
        var brought = image.Contents.Functions.Values.ToDictionary(f => f.Address, f => f.Size);
        return
        [
            .. image.Detours.Where(d => d.Replacement is { } own && brought.ContainsKey(own)).GroupBy(d => d.Replacement!.Value)
                .Select(g => Return(image, g.Key, brought[g.Key], g.FirstOrDefault(d => runtime.Text.Contains(d.Entry)) ?? g.Last())).OfType<PatchSite>(),
        ];
    }

    private PatchSite? Return(PatchImage image, TargetAddress own, ulong size, Detour detour)
    {
        var block = image.Blocks.First(b => own >= b.Start && own - b.Start < b.Bytes.Length);
        var start = (int)(own - block.Start);
        var code = block.Bytes.Span[start..Math.Min(start + Padded(size), block.Bytes.Length)];
        return EntryRules.WhyNot(runtime.Process.Bias.Linked(own), code, GrowsStack, p => Constant(p, image.Blocks)) is null
            ? new PatchSite(detour.Function, own, code[..PatchSite.Length].ToArray(), null, NearJump.Between(own, detour.Entry))
            : null;
    }

    private PatchSite Redirect(Detour detour, int count, TargetAddress place, TargetAddress state, List<byte> stubs)
    {
        var bias = runtime.Process.Bias;
        var original = OriginalCode(detour);
        var current = runtime.Memory.Read(detour.Entry, original.Length);

        // The first bytes may be those of a change that was interrupted and has been finished since; what they must be is known.
        var rest = detour.Code.Length > PatchSite.Length ? detour.Code.Span[PatchSite.Length..] : default;
        if (!current.AsSpan(PatchSite.Length).StartsWith(rest))
        {
            throw new RefusedException([StageDiagnostics.OutOfDate($"the code of {detour.Function} is another")]);
        }

        if (EntryRules.WhyNot(bias.Linked(detour.Entry), original, GrowsStack, p => Constant(p, [])) is { } reason)
        {
            throw new RefusedException([StageDiagnostics.EntryUnfit(detour.Function, reason)]);
        }

        var saved = current[..PatchSite.Length];
        if (!saved.AsSpan().SequenceEqual(known.Expected(detour.Entry) ?? original[..PatchSite.Length])
            || !current.AsSpan(PatchSite.Length).SequenceEqual(original.AsSpan(PatchSite.Length)))
        {
            throw new RefusedException([StageDiagnostics.ForeignCode(detour.Function)]);
        }

        var detoured = detour.Replacement is { } target ? NearJump.Between(detour.Entry, target) : original[..PatchSite.Length];
        var at = place + (ulong)stubs.Count;
        if (SwitchStub.TryMake(at, state, detour.Entry, current, detour.Replacement, original) is not { } stub)
        {
            // One function alone is switched by one write, with nothing to go through.
            return count == 1
                ? new PatchSite(detour.Function, detour.Entry, saved, null, detoured)
                : throw new RefusedException([StageDiagnostics.NotRelocatable(detour.Function)]);
        }

        stubs.AddRange(stub);
        while (stubs.Count % (int)SwitchStub.Alignment != 0)
        {
            stubs.Add(Padding);
        }

        return new PatchSite(detour.Function, detour.Entry, saved, NearJump.Between(detour.Entry, at), detoured);
    }

    // The program's own functions as its file has them; those of earlier patches as they are, but for what was written over them since.
    private byte[] OriginalCode(Detour detour)
    {
        var process = runtime.Process;
        var entry = process.Bias.Linked(detour.Entry);
        if (process.Functions.Find(entry) is { } function && function.Entry == entry)
        {
            return process.Image.Read(entry, (int)(function.End - entry)).ToArray();
        }

        var added = history.SelectMany(p => p.Record?.Contents.Functions.Values ?? []).FirstOrDefault(f => f.Address == detour.Entry);
        if (added.Size == 0)
        {
            throw new RefusedException([StageDiagnostics.OutOfDate($"no function begins at {detour.Entry}")]);
        }

        var code = runtime.Memory.Read(detour.Entry, Padded(added.Size));
        known.Original(detour.Entry)?.CopyTo(code, 0);
        return code;
    }

    // Functions begin at multiples of 16 bytes at least; what is between them is padding.
    private static int Padded(ulong size) => (int)(size + 15 & ~15UL);

    private bool GrowsStack(ImageAddress function) => growth.Any(g => runtime.Process.Bias.Linked(g.Start) == function);

    // An address in the program's file, in what is to be written, or in what earlier patches have left in memory.
    private ImageAddress? Constant(ImageAddress place, IReadOnlyList<MemoryBlock> blocks)
    {
        var (process, at) = (runtime.Process, runtime.Process.Bias.Loaded(place));
        if (process.Image.Contains(place, sizeof(ulong)))
        {
            return process.Image.ReadAddress(place);
        }

        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        if (blocks.FirstOrDefault(b => at >= b.Start && at - b.Start <= b.Bytes.Length - sizeof(ulong)) is { Bytes.Length: > 0 } block)
        {
            block.Bytes.Span.Slice((int)(at - block.Start), sizeof(ulong)).CopyTo(bytes);
        }
        else if (!runtime.Memory.TryRead(at, bytes))
        {
            return null;
        }

        return process.Bias.Linked(new TargetAddress(BinaryPrimitives.ReadUInt64LittleEndian(bytes)));
    }
}
