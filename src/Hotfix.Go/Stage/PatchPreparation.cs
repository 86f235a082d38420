using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.Go.Switch;
using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>
/// Works out what Stage and Switch will write. Beside what was linked a target gets two areas: one with the stubs of the switch, which belongs
/// to no module, and one with the patch's header, name, list of modules and record.
/// </summary>
internal sealed class PatchPreparation(GoRuntime runtime, IReadOnlyList<StagedPatch> history)
{
    private const ulong StubRoom = 128;
    private const int NameRoom = 64;
    private const int SliceSize = 24;

    private readonly SiteExamination examination = new(runtime, history);

    /// <summary>Prepares a patch. Only reads the target.</summary>
    /// <exception cref="RefusedException">It does not fit the target, or cannot be switched.</exception>
    public PreparedPatch Prepare(PatchImage image, PatchOrigin origin)
    {
        if (history.FirstOrDefault(p => p.Record is null) is { } damaged)
        {
            throw new RefusedException([StageDiagnostics.RecordDamaged(damaged.Id)]);
        }

        if (history.Any(p => p.Id.Number >= image.Id.Number))
        {
            throw new RefusedException([StageDiagnostics.OutOfDate($"it has a patch {image.Id} already")]);
        }

        CheckSlots(image);
        var modules = runtime.Modules();
        var record = new PatchRecord
        {
            Id = image.Id.Number,
            Source = origin.Source,
            AppliedAt = origin.AppliedAt,
            AppliedBy = origin.AppliedBy,
            State = origin.State,
            ProgramBuild = runtime.Process.Build.BuildId ?? "",
            Areas = image.Areas,
            Sites = [],
            Returns = examination.Returns(image),
            Contents = image.Contents,
        };

        var stubRoom = FreeSpace.WholePages((ulong)image.Detours.Count * StubRoom);
        var place = FindRoom(image, stubRoom + RoomForRecord(record, image, modules.Count));
        var header = place + stubRoom;
        var (planned, stubs) = examination.Redirect(image, place, header + PatchHeader.StateField);
        record = record with { Sites = planned };
        var (control, list) = Control(record, header, [.. modules.Select(m => m.Address), image.Module]);
        var areas = image.Areas.ToList();
        if (stubs.Length > 0)
        {
            areas.Add(new MappedArea(place, stubRoom, AreaProtection.ReadExecute));
        }

        areas.Add(new MappedArea(header, FreeSpace.WholePages((ulong)control.Length), AreaProtection.ReadWrite));
        return new PreparedPatch
        {
            Image = image,
            Areas = areas,
            Blocks = [.. image.Blocks, new MemoryBlock(place, stubs), new MemoryBlock(header, control), NameOf(image, header)],
            Header = header,
            LastModule = modules[^1].Address,
            ModuleList = list,
            Sites = planned,
        };
    }

    private void CheckSlots(PatchImage image)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        foreach (var fill in image.Fills)
        {
            bytes.Clear();
            runtime.Memory.Read(fill.Address, bytes[..fill.Width]);
            var value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            if (value != fill.Expected && value != fill.Value)
            {
                throw new RefusedException([StageDiagnostics.OutOfDate($"the slot at {fill.Address} holds {value:x}, not {fill.Expected:x}")]);
            }
        }
    }

    private TargetAddress FindRoom(PatchImage image, ulong size)
    {
        var ends = image.Areas.Select(a => a.Start + a.Length).ToList();
        var lowest = image.Areas.Select(a => a.Start).Append(runtime.Text.Start).Min();
        var from = new TargetAddress(FreeSpace.WholePages(ends.Append(runtime.Text.Start + runtime.Text.Size).Max().Value));
        return FreeSpace.Find(MemoryMaps.Read(runtime.Process.Target), image.Areas, from, lowest + NearJump.Reach, size)
            ?? throw new RefusedException([StageDiagnostics.NoRoom(size)]);
    }

    // The sites are not known yet, since their stubs are not: but not longer than this.
    private static ulong RoomForRecord(PatchRecord record, PatchImage image, int modules)
    {
        const ulong RoomForSite = 512;
        var names = image.Detours.Aggregate(0UL, (sum, d) => sum + (ulong)d.Function.Length * 6);
        var fixedPart = (ulong)(PatchHeader.Size + NameRoom + SliceSize + (modules + 1) * sizeof(ulong));
        return FreeSpace.WholePages(fixedPart + (ulong)Serialize(record).Length + names + RoomForSite * (ulong)image.Detours.Count);
    }

    private static (byte[] Bytes, TargetAddress List) Control(PatchRecord record, TargetAddress header, IReadOnlyList<TargetAddress> modules)
    {
        var body = Serialize(record);
        var slice = PatchHeader.Size + NameRoom;
        var list = slice + SliceSize;
        var start = list + modules.Count * sizeof(ulong);
        var bytes = new byte[start + body.Length];
        new PatchHeader(header, PatchState.Staged, header + (ulong)start, body.Length, Crc32.Of(body), default, default).Write(bytes);
        Encoding.UTF8.GetBytes(PatchRegistry.ModuleName(new PatchId(record.Id))).CopyTo(bytes, PatchHeader.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(slice), header.Value + (ulong)list);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(slice + sizeof(ulong)), modules.Count);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(slice + 2 * sizeof(ulong)), modules.Count);
        for (var i = 0; i < modules.Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(list + i * sizeof(ulong)), modules[i].Value);
        }

        body.CopyTo(bytes, start);
        return (bytes, header + (ulong)slice);
    }

    // The module's name is a string that stands behind the header: who finds the module finds the header.
    private MemoryBlock NameOf(PatchImage image, TargetAddress header)
    {
        var name = new byte[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(name, header.Value + PatchHeader.Size);
        BinaryPrimitives.WriteInt64LittleEndian(name.AsSpan(sizeof(ulong)), Encoding.UTF8.GetByteCount(PatchRegistry.ModuleName(image.Id)));
        return new MemoryBlock(image.Module + runtime.Layout.ModuleName, name);
    }

    private static byte[] Serialize(PatchRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, PatchRecordJson.Default.PatchRecord);
}
