using System.Buffers.Binary;

using Hotfixing.Go.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>
/// Puts itabs into the runtime's hash table, as it does itself (runtime/iface.go, itabAdd and itabTableType.add, 1.19 to 1.26): open
/// addressing with quadratic steps; the slot first, then the count.
/// </summary>
internal sealed class ItabInsertion
{
    // struct itab (runtime/runtime2.go, internal/abi/iface.go): interface, type, the type's hash. Hash of a type: rtype.
    private const int InterfaceField = 0;
    private const int TypeField = 8;
    private const int HashOfType = 16;
    private const int MaximumLoadPercent = 75;

    private readonly GoRuntime runtime;
    private readonly IReadOnlyList<TargetAddress> itabs;
    private readonly TargetAddress table;
    private readonly TargetAddress itabLock;

    public ItabInsertion(GoRuntime runtime, IReadOnlyList<TargetAddress> itabs)
    {
        (this.runtime, this.itabs) = (runtime, itabs);
        table = runtime.Symbols["runtime.itabTable"];
        itabLock = runtime.Symbols["runtime.itabLock"] + runtime.Layout.LockKey;
    }

    /// <summary>Whether nobody else is changing the table. All threads must be held.</summary>
    /// <exception cref="RefusedException">It has not enough room, or has one of them already.</exception>
    public bool CanInsert()
    {
        if (itabs.Count == 0)
        {
            return true;
        }

        if (runtime.Memory.ReadWord(itabLock) != 0)
        {
            return false;
        }

        var place = runtime.Memory.ReadPointer(table);
        var (size, count) = (runtime.Memory.ReadWord(place + runtime.Layout.TableSize), runtime.Memory.ReadWord(place + runtime.Layout.TableCount));
        if ((count + (ulong)itabs.Count) * 100 >= size * MaximumLoadPercent)
        {
            throw new RefusedException([StageDiagnostics.TableFull(itabs.Count)]);
        }

        return itabs.All(i => FindSlot(place, size, i) is not null)
            ? true
            : throw new RefusedException([StageDiagnostics.OutOfDate("it has made the same implementation of an interface itself")]);
    }

    /// <summary>Puts them in. All threads must be held, and <see cref="CanInsert"/> have been true.</summary>
    public void Insert()
    {
        foreach (var itab in itabs)
        {
            var place = runtime.Memory.ReadPointer(table);
            if (FindSlot(place, runtime.Memory.ReadWord(place + runtime.Layout.TableSize), itab) is { } slot)
            {
                runtime.Memory.WriteWord(slot, itab.Value);
                runtime.Memory.WriteWord(place + runtime.Layout.TableCount, runtime.Memory.ReadWord(place + runtime.Layout.TableCount) + 1);
            }
        }
    }

    private TargetAddress? FindSlot(TargetAddress place, ulong size, TargetAddress itab)
    {
        var (wanted, type) = Pair(itab);
        var mask = size - 1;
        var at = (runtime.Memory.ReadHalf(wanted + HashOfType) ^ runtime.Memory.ReadHalf(type + HashOfType)) & mask;
        for (var step = 1UL; step <= size; step++)
        {
            var slot = place + runtime.Layout.TableEntries + at * sizeof(ulong);
            var found = runtime.Memory.ReadPointer(slot);
            if (found.Value == 0)
            {
                return slot;
            }

            if (Pair(found) == (wanted, type))
            {
                return null;
            }

            at = (at + step) & mask;
        }

        return null;
    }

    private (TargetAddress Interface, TargetAddress Type) Pair(TargetAddress itab)
    {
        Span<byte> bytes = stackalloc byte[TypeField + sizeof(ulong)];
        runtime.Memory.Read(itab, bytes);
        return (
            new TargetAddress(BinaryPrimitives.ReadUInt64LittleEndian(bytes[InterfaceField..])),
            new TargetAddress(BinaryPrimitives.ReadUInt64LittleEndian(bytes[TypeField..])));
    }
}
