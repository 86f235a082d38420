using System.Buffers.Binary;

using Hotfixing.Linux;

namespace Hotfixing.Go.Inspect;

/// <summary>Where a goroutine has its stack, and where it goes on.</summary>
/// <param name="Status">What it does (runtime/runtime2.go, _Gidle and so on).</param>
/// <param name="StackStart">The lowest address of its stack.</param>
/// <param name="StackEnd">The address behind the highest.</param>
/// <param name="Counter">The instruction it goes on with; out of date while it runs.</param>
/// <param name="StackPointer">Where its stack reaches to then.</param>
internal readonly record struct GoroutineRecord(
    GoroutineStatus Status, TargetAddress StackStart, TargetAddress StackEnd, TargetAddress Counter, TargetAddress StackPointer)
{
    /// <summary>Whether the stack lies in its bounds, and the pointer in it.</summary>
    public bool MakesSense =>
        StackStart.Value != 0 && StackStart < StackEnd && StackPointer >= StackStart && StackPointer < StackEnd && StackPointer.Value % sizeof(ulong) == 0;

    /// <summary>How many bytes of a goroutine have to be read.</summary>
    public static int Length(RuntimeLayout layout) =>
        (int)new[] { layout.StackStart, layout.StackEnd, layout.SavedStackPointer, layout.SavedCounter, layout.Status, layout.SystemCallStackPointer, layout.SystemCallCounter }.Max()
        + sizeof(ulong);

    /// <summary>Takes it from the bytes of a goroutine.</summary>
    public static GoroutineRecord Parse(ReadOnlySpan<byte> bytes, RuntimeLayout layout)
    {
        // The scheduler keeps the last place, but for one that waits in the kernel (runtime/proc.go, entersyscall).
        var status = (GoroutineStatus)(BinaryPrimitives.ReadUInt32LittleEndian(bytes[(int)layout.Status..]) & (uint)GoroutineStatus.Mask);
        return new(
            status,
            Address(bytes, layout.StackStart),
            Address(bytes, layout.StackEnd),
            Address(bytes, status == GoroutineStatus.InSystemCall ? layout.SystemCallCounter : layout.SavedCounter),
            Address(bytes, status == GoroutineStatus.InSystemCall ? layout.SystemCallStackPointer : layout.SavedStackPointer));
    }

    private static TargetAddress Address(ReadOnlySpan<byte> bytes, ulong offset) => new(BinaryPrimitives.ReadUInt64LittleEndian(bytes[(int)offset..]));
}
