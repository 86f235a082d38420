using System.Buffers.Binary;
using System.Runtime.Intrinsics.X86;

namespace Hotfixing.Linux;

/// <summary>
/// The floating-point and vector registers as ptrace hands them out (NT_X86_XSTATE: the uncompacted XSAVE area, Intel SDM volume 1,
/// 13.4), made into what rt_sigreturn accepts (struct _fpx_sw_bytes, arch/x86/include/uapi/asm/sigcontext.h).
/// </summary>
internal static class ExtendedState
{
    /// <summary>What its place in memory must be a multiple of, in bytes.</summary>
    public const ulong Alignment = 64;

    private const int LegacyAndHeader = 576;
    private const int SoftwareBytes = 464;
    private const int SoftwareBytesSize = 48;
    private const int FeaturesInUse = 512;
    private const uint FirstMagic = 0x46505853;
    private const uint SecondMagic = 0x46505845;
    private const int XSaveLeaf = 0xd;
    private const int LegacyFeatures = 2;

    /// <summary>Tile data (AMX), the one part a thread has only after it has asked for it (arch/x86/include/asm/fpu/xstate.h).</summary>
    private const ulong OnDemand = 1UL << 18;

    /// <summary>Makes the state a signal frame can hold.</summary>
    /// <param name="state">The state as ptrace gave it.</param>
    /// <exception cref="NotSupportedException">It is not laid out as it should be.</exception>
    public static byte[] ForSignalFrame(ReadOnlySpan<byte> state)
    {
        if (state.Length < LegacyAndHeader)
        {
            throw new NotSupportedException($"the extended state of a thread has {state.Length} bytes only");
        }

        // Where a thread has not asked for tiles, the kernel takes no frame that has room for them.
        var features = BinaryPrimitives.ReadUInt64LittleEndian(state[SoftwareBytes..]);
        if ((BinaryPrimitives.ReadUInt64LittleEndian(state[FeaturesInUse..]) & OnDemand) == 0)
        {
            features &= ~OnDemand;
        }

        var size = SizeOf(features);
        if (size > state.Length)
        {
            throw new NotSupportedException($"the extended state of a thread has {state.Length} bytes, its features {features:x} take {size}");
        }

        var frame = new byte[size + sizeof(uint)];
        state[..size].CopyTo(frame);
        var software = frame.AsSpan(SoftwareBytes, SoftwareBytesSize);
        software.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(software, FirstMagic);
        BinaryPrimitives.WriteInt32LittleEndian(software[4..], size + sizeof(uint));
        BinaryPrimitives.WriteUInt64LittleEndian(software[8..], features);
        BinaryPrimitives.WriteInt32LittleEndian(software[16..], size);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(size), SecondMagic);
        return frame;
    }

    private static int SizeOf(ulong features)
    {
        var size = LegacyAndHeader;
        for (var feature = LegacyFeatures; feature < 63; feature++)
        {
            if ((features >> feature & 1) != 0)
            {
                // CPUID leaf 0Dh, one sub-leaf for each feature: EAX is its size, EBX its offset in the uncompacted area.
                var (length, offset, _, _) = X86Base.CpuId(XSaveLeaf, feature);
                size = Math.Max(size, offset + length);
            }
        }

        return size;
    }
}
