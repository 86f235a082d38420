using Iced.Intel;

namespace Hotfixing.Go.Switch;

/// <summary>Collects the bytes of instructions.</summary>
internal sealed class EncodedInstructions : CodeWriter
{
    private readonly List<byte> bytes = [];

    public override void WriteByte(byte value) => bytes.Add(value);

    /// <summary>What was written.</summary>
    public byte[] ToArray() => [.. bytes];
}
