using System.Buffers.Binary;
using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Compare;

/// <summary>A local variable that an instruction uses: stores to, or reads or takes the address of.</summary>
internal readonly record struct LocalVariable(int Index, bool IsStored)
{
    /// <summary>That of the present instruction; null when it uses none.</summary>
    /// <param name="reader">Stands on the instruction.</param>
    /// <param name="code">What is read.</param>
    public static LocalVariable? Of(IlReader reader, ReadOnlySpan<byte> code) => reader.OpCode switch
    {
        >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3 => new LocalVariable(reader.OpCode - ILOpCode.Ldloc_0, false),
        >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3 => new LocalVariable(reader.OpCode - ILOpCode.Stloc_0, true),
        ILOpCode.Ldloc_s or ILOpCode.Ldloca_s => new LocalVariable(code[reader.OperandOffset], false),
        ILOpCode.Stloc_s => new LocalVariable(code[reader.OperandOffset], true),
        ILOpCode.Ldloc or ILOpCode.Ldloca => new LocalVariable(BinaryPrimitives.ReadUInt16LittleEndian(code[reader.OperandOffset..]), false),
        ILOpCode.Stloc => new LocalVariable(BinaryPrimitives.ReadUInt16LittleEndian(code[reader.OperandOffset..]), true),
        _ => null,
    };
}
