using System.Text;
using Iced.Intel;

namespace IdentityWorker;

/// <summary>Decodes, explains, formats and encodes machine code.</summary>
internal static class IcedWork
{
    public static string Do()
    {
        StringBuilder output = new();
        byte[] code = new byte[60_000];
        new Random(7).NextBytes(code);
        StringOutput text = new();
        Formatter[] formatters = [new NasmFormatter(), new GasFormatter(), new IntelFormatter(), new MasmFormatter()];
        FastFormatter fast = new();
        FastStringOutput fastText = new();
        InstructionInfoFactory facts = new();
        foreach (int bits in (int[])[16, 32, 64])
        {
            Iced.Intel.Decoder decoder = Iced.Intel.Decoder.Create(bits, code, 0x1000, DecoderOptions.None);
            while (decoder.IP < 0x1000 + 20_000)
            {
                Instruction instruction = decoder.Decode();
                formatters[(int)(decoder.IP % 4)].Format(instruction, text);
                output.AppendLine(text.ToStringAndReset());
                fast.Format(instruction, fastText);
                output.AppendLine(fastText.ToString());
                fastText.Clear();
                InstructionInfo info = facts.GetInfo(instruction);
                output.AppendJoin(' ', info.GetUsedRegisters().Select(r => r.ToString())).AppendJoin(' ', info.GetUsedMemory()).AppendLine();
                output.AppendLine($"{instruction.FlowControl} {instruction.RflagsRead} {instruction.Code.ToOpCode().ToInstructionString()} {instruction.CpuidFeatures.Length}");
                Encode(bits, instruction, output);
            }
        }

        Assemble(output);
        return output.ToString();
    }

    private static void Encode(int bits, Instruction instruction, StringBuilder output)
    {
        StreamWriter writer = new();
        Iced.Intel.Encoder encoder = Iced.Intel.Encoder.Create(bits, writer);
        output.AppendLine(encoder.TryEncode(instruction, instruction.IP, out uint length, out string? error)
            ? $"{length} {Convert.ToHexString([.. writer.Bytes])}"
            : error);
    }

    private static void Assemble(StringBuilder output)
    {
        Assembler assembler = new(64);
        Label loop = assembler.CreateLabel("loop");
        assembler.mov(AssemblerRegisters.rax, 5);
        assembler.Label(ref loop);
        assembler.vaddps(AssemblerRegisters.zmm1.k1.z, AssemblerRegisters.zmm2, AssemblerRegisters.__zmmword_ptr[AssemblerRegisters.rax + (AssemblerRegisters.rcx * 8)]);
        assembler.add(AssemblerRegisters.__dword_ptr[AssemblerRegisters.rbx], 7);
        assembler.dec(AssemblerRegisters.rax);
        assembler.jne(loop);
        assembler.ret();
        StreamWriter writer = new();
        assembler.Assemble(writer, 0x4000);
        output.AppendLine(Convert.ToHexString([.. writer.Bytes]));
    }

    private sealed class StreamWriter : CodeWriter
    {
        public List<byte> Bytes { get; } = [];

        public override void WriteByte(byte value) => Bytes.Add(value);
    }
}
