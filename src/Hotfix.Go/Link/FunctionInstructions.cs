using Hotfixing.Binary.Elf;
using Hotfixing.Go.Compare;
using Iced.Intel;

namespace Hotfixing.Go.Link;

/// <summary>An instruction, and where its constants stand in its bytes.</summary>
/// <param name="Instruction">The instruction.</param>
/// <param name="Constants">Where its displacement and its immediates are.</param>
internal readonly record struct DecodedInstruction(Instruction Instruction, ConstantOffsets Constants);

/// <summary>Decodes functions.</summary>
internal static class FunctionInstructions
{
    /// <summary>The instructions of a function from its first to its last byte.</summary>
    /// <exception cref="CannotLinkException">Something in it is no instruction.</exception>
    public static List<DecodedInstruction> Decode(ProgramImage image, ImageSymbol function)
    {
        var bytes = image.Read(function.Start, (int)function.Size).ToArray();
        var decoder = Decoder.Create(64, bytes, function.Start.Value);
        var (end, instructions) = (function.Start.Value + function.Size, new List<DecodedInstruction>());
        while (decoder.IP < end)
        {
            decoder.Decode(out var instruction);
            if (instruction.IsInvalid)
            {
                throw new CannotLinkException(LinkDiagnostics.UnknownCode(function.Name, instruction.IP - function.Start.Value, "bytes that are no instruction"));
            }

            instructions.Add(new DecodedInstruction(instruction, decoder.GetConstantOffsets(instruction)));
        }

        return instructions;
    }
}
