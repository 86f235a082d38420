using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Go;

/// <summary>Reads out of a process what linking needs to know of it. The process runs on and notices nothing.</summary>
internal sealed class LiveProgramReader(GoRuntime runtime, IReadOnlyList<StagedPatch> history)
{
    /// <summary>The most memory that is read in one piece, in bytes: more than any program's code or constants.</summary>
    public const ulong MaximumPiece = 1 << 30;

    // An interface type: rtype (48 bytes), the package path's pointer, and the slice of its methods (runtime/type.go, internal/abi/type.go;
    // 1.19 to 1.26). An itab holds one function for each of them.
    private const ulong MethodCountOfInterface = 64;
    private const ulong MaximumMethods = 10_000;

    private readonly LoadBias _bias = runtime.Process.Bias;

    /// <summary>Reads it.</summary>
    /// <exception cref="RefusedException">What an earlier patch has left about itself is damaged, or the runtime's table of itabs makes no sense.</exception>
    /// <exception cref="SystemCallException">Memory cannot be read.</exception>
    public LiveProgram Read()
    {
        var patches = history.Select(Describe).ToList();
        var contents = new Dictionary<ImageAddress, ReadOnlyMemory<byte>>();
        foreach (var (start, length) in Constants())
        {
            Add(contents, _bias.Loaded(start), length);
        }

        foreach (var area in patches.SelectMany(p => p.Areas))
        {
            Add(contents, area.Start, area.Length);
        }

        var itabs = Itabs();
        var whole = contents.Select(c => (Start: c.Key, End: c.Key + (ulong)c.Value.Length)).ToList();
        foreach (var itab in itabs.Where(i => !whole.Exists(w => i >= w.Start && i < w.End)))
        {
            Add(contents, _bias.Loaded(itab), SizeOfItab(_bias.Loaded(itab)));
        }

        return new LiveProgram
        {
            Bias = _bias,
            Mappings = MemoryMaps.Read(runtime.Process.Target),
            Memory = runtime.Process.Image.AsLoaded(contents, _bias.Bytes),
            Itabs = itabs,
            EndOfTypes = _bias.Linked(runtime.Memory.ReadPointer(runtime.FirstModule + runtime.Layout.TypesEnd)),
            Patches = patches,
        };
    }

    private static LivePatch Describe(StagedPatch patch)
    {
        var record = patch.Record ?? throw new RefusedException([StageDiagnostics.RecordDamaged(patch.Id)]);
        return new LivePatch(patch.Id, record.Areas, patch.IsComplete ? record.Contents : PatchContents.None);
    }

    // Position-independent programs have constants, types among them, in a segment that the loader writes to before they run.
    private IEnumerable<(ImageAddress Start, ulong Length)> Constants()
    {
        var file = runtime.Process.Image.File;
        var whole = file.Segments.Where(s => s is { Type: ElfSegmentType.Loaded, IsWritable: false, FileSize: > 0 }).ToList();
        var relocated = file.Sections.Where(
            s => s is { IsConstant: true, Size: > 0 } && s.Type != ElfSectionType.ZeroBytes && !whole.Exists(w => s.Address >= w.Address && s.Address < w.Address + w.FileSize));
        return [.. whole.Select(s => (s.Address, s.FileSize)), .. relocated.Select(s => (s.Address, s.Size))];
    }

    private void Add(Dictionary<ImageAddress, ReadOnlyMemory<byte>> contents, TargetAddress start, ulong length)
    {
        if (length > MaximumPiece)
        {
            throw new RefusedException([InspectDiagnostics.NotUnderstood(runtime.Process.Target, $"{length} bytes at {start} are more than is read at once")]);
        }

        contents.Add(_bias.Linked(start), runtime.Memory.Read(start, (int)length));
    }

    private IReadOnlyList<ImageAddress> Itabs()
    {
        var table = runtime.Memory.ReadPointer(runtime.Symbols["runtime.itabTable"]);
        var size = (int)runtime.Memory.ReadWord(table + runtime.Layout.TableSize);
        var slots = runtime.Memory.Read(table + runtime.Layout.TableEntries, size * sizeof(ulong));
        return
        [
            .. Enumerable.Range(0, size).Select(i => BitConverter.ToUInt64(slots, i * sizeof(ulong)))
                .Where(a => a != 0).Select(a => _bias.Linked(new TargetAddress(a))),
        ];
    }

    private ulong SizeOfItab(TargetAddress itab)
    {
        var methods = runtime.Memory.ReadWord(runtime.Memory.ReadPointer(itab) + MethodCountOfInterface);
        return methods is > 0 and <= MaximumMethods
            ? Binary.GoSym.Itab.FunctionsOffset + (methods * sizeof(ulong))
            : throw new RefusedException([InspectDiagnostics.NotUnderstood(runtime.Process.Target, "an itab is for no interface")]);
    }
}
