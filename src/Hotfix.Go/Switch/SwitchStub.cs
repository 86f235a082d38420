using System.Buffers.Binary;

using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Go.Switch;

/// <summary>
/// The code a function is led through while several are being switched: it looks at the patch's state and goes on in the old version or
/// in the new one. So every number of functions that already lead here behaves as none, and one write switches all.
/// </summary>
/// <remarks>
/// The runtime knows no function here, and none may be known: it then neither preempts a goroutine here (runtime/preempt.go,
/// isAsyncSafePoint) nor attributes a sample of a profile to a wrong one (runtime/proc.go, sigprof). At the entry of a
/// function the flags hold nothing (cmd/compile/abi-internal.md), and no register is touched.
/// </remarks>
internal static class SwitchStub
{
    /// <summary>What the place of a stub must be a multiple of, in bytes.</summary>
    public const ulong Alignment = 16;

    private const int TestLength = 7;
    private const int BranchLength = 6;

    /// <summary>Makes the stub; null when the code at the entry must not run elsewhere.</summary>
    /// <param name="place">Where the stub will be.</param>
    /// <param name="state">Where the patch's state is.</param>
    /// <param name="entry">Where the function begins.</param>
    /// <param name="before">The function's bytes before the patch.</param>
    /// <param name="replacement">Where the new version begins; null when it is what <paramref name="after"/> says.</param>
    /// <param name="after">The function's bytes with the patch in effect.</param>
    public static byte[]? TryMake(
        TargetAddress place, TargetAddress state, TargetAddress entry, ReadOnlySpan<byte> before, TargetAddress? replacement, ReadOnlySpan<byte> after)
    {
        const int Head = TestLength + BranchLength;
        if (RelocatedCode.TryMake(entry, before, place + Head) is not { } old)
        {
            return null;
        }

        var (newVersion, tail) = (replacement ?? default, Array.Empty<byte>());
        if (replacement is null)
        {
            newVersion = place + Head + (ulong)old.Length;
            if (RelocatedCode.TryMake(entry, after, newVersion) is not { } relocated)
            {
                return null;
            }

            tail = relocated;
        }

        // TEST byte [RIP+disp32], imm8; JNE rel32 (Intel SDM volume 2).
        var head = new byte[Head];
        (head[0], head[1], head[6]) = (0xf6, 0x05, (byte)PatchState.InEffect);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(2), checked((int)(state - (place + TestLength))));
        (head[7], head[8]) = (0x0f, 0x85);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(9), checked((int)(newVersion - (place + Head))));
        return [.. head, .. old, .. tail];
    }
}
