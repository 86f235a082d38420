using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Compare;

/// <summary>Walks the instructions of a method body (ECMA-335 III).</summary>
internal ref struct IlReader(ReadOnlySpan<byte> code)
{
    private static readonly OperandType[] s_oneByte = OperandTypes(prefix: 0);
    private static readonly OperandType[] s_twoBytes = OperandTypes(prefix: 0xfe);

    private const OperandType NoSuchInstruction = (OperandType)(-1);

    private readonly ReadOnlySpan<byte> _code = code;
    private int _next;

    /// <summary>Where the current instruction begins.</summary>
    public int Offset { get; private set; }

    /// <summary>Where the operand of the current instruction begins.</summary>
    public int OperandOffset { get; private set; }

    /// <summary>Where the next instruction begins.</summary>
    public readonly int End => _next;

    /// <summary>The current instruction.</summary>
    public ILOpCode OpCode { get; private set; }

    /// <summary>What its operand is.</summary>
    public OperandType Operand { get; private set; }

    /// <summary>Whether the operand is a four-byte metadata token, that of a user string included.</summary>
    public readonly bool HasToken => Operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok
        or OperandType.InlineType or OperandType.InlineSig or OperandType.InlineString;

    /// <summary>The token; only when <see cref="HasToken"/>.</summary>
    public readonly int Token => BitConverter.ToInt32(_code[OperandOffset..]);

    /// <summary>The number the instruction loads; null when it loads none of 32 bits.</summary>
    public readonly int? Constant => OpCode switch
    {
        >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4_8 => (int)OpCode - (int)ILOpCode.Ldc_i4_0,
        ILOpCode.Ldc_i4_s => (sbyte)_code[OperandOffset],
        ILOpCode.Ldc_i4 => BitConverter.ToInt32(_code[OperandOffset..]),
        _ => null,
    };

    /// <summary>Goes to the next instruction; false at the end.</summary>
    /// <exception cref="BadImageFormatException">The code is cut short or holds an unknown instruction.</exception>
    public bool MoveNext()
    {
        if (_next >= _code.Length)
        {
            return false;
        }

        Offset = _next;
        var value = _code[_next++];
        if (value == 0xfe && _next < _code.Length)
        {
            var second = _code[_next++];
            OpCode = (ILOpCode)(0xfe00 | second);
            Operand = s_twoBytes[second];
        }
        else
        {
            OpCode = (ILOpCode)value;
            Operand = s_oneByte[value];
        }

        OperandOffset = _next;
        _next += OperandSize();
        return _next <= _code.Length ? true : throw new BadImageFormatException($"code is cut short at {Offset}");
    }

    private readonly int OperandSize()
    {
        switch (Operand)
        {
            case OperandType.InlineNone:
                return 0;
            case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar:
                return 1;
            case OperandType.InlineVar:
                return 2;
            case OperandType.InlineI8 or OperandType.InlineR:
                return 8;
            case OperandType.InlineSwitch:
                if (_next + 4 > _code.Length)
                {
                    throw new BadImageFormatException($"switch is cut short at {Offset}");
                }

                var count = BitConverter.ToUInt32(_code[_next..]);
                return count <= _code.Length / 4
                    ? 4 + (4 * (int)count)
                    : throw new BadImageFormatException($"switch at {Offset} has {count} targets");
            case NoSuchInstruction:
                throw new BadImageFormatException($"unknown instruction at {Offset}");
            default:
                return 4;
        }
    }

    private static OperandType[] OperandTypes(int prefix)
    {
        var table = new OperandType[256];
        Array.Fill(table, NoSuchInstruction);
        foreach (var field in typeof(OpCodes).GetFields())
        {
            var code = (OpCode)field.GetValue(null)!;
            if (code.Size == 1 == (prefix == 0) && code.OpCodeType != OpCodeType.Nternal)
            {
                table[code.Value & 0xff] = code.OperandType;
            }
        }

        return table;
    }
}
