namespace Hotfixing.Binary.Dwarf;

/// <summary>What is kept of an entry: the attributes that types, functions and variables need.</summary>
internal struct DwarfEntry
{
    /// <summary>Where its name begins in .debug_info; 0 for none.</summary>
    public int Name;

    /// <summary>Where the name of the compiler and its flags begin; 0 for none.</summary>
    public int Producer;
    public ulong? Size;
    public int Type;

    /// <summary>Where the entry is that describes the same thing wherever it was inlined; 0 for none.</summary>
    public int Origin;
    public ulong MemberOffset;
    public bool IsOutput;
    public ulong Language;
    public byte GoKind;
    public ulong? ClosureOffset;

    public void Read(ref DwarfCursor cursor, in DwarfUnit unit, DwarfAbbreviation kind)
    {
        foreach (var attribute in kind.Attributes)
        {
            var value = Value(ref cursor, unit, attribute);
            switch (attribute.Attribute)
            {
                case DwarfAttribute.Name when attribute.Form == DwarfForm.String:
                    Name = (int)value;
                    break;
                case DwarfAttribute.Producer when attribute.Form == DwarfForm.String:
                    Producer = (int)value;
                    break;
                case DwarfAttribute.ByteSize:
                    Size = value;
                    break;
                case DwarfAttribute.Type:
                    Type = Reference(cursor, value);
                    break;
                case DwarfAttribute.AbstractOrigin:
                    Origin = Reference(cursor, value);
                    break;
                case DwarfAttribute.MemberLocation:
                    MemberOffset = value;
                    break;
                case DwarfAttribute.VariableParameter:
                    IsOutput = value != 0;
                    break;
                case DwarfAttribute.Language:
                    Language = value;
                    break;
                case DwarfAttribute.GoKind:
                    GoKind = (byte)value;
                    break;
                case DwarfAttribute.GoClosureOffset:
                    ClosureOffset = value;
                    break;
            }
        }
    }

    private static int Reference(in DwarfCursor cursor, ulong value) =>
        value < (ulong)cursor.Length ? (int)value : throw cursor.Invalid("a reference beyond its end");

    /// <summary>The number an attribute is, where it begins for one that is a text, 0 for what is not read.</summary>
    private static ulong Value(ref DwarfCursor cursor, in DwarfUnit unit, DwarfAttributeForm attribute)
    {
        switch (attribute.Form)
        {
            case DwarfForm.Data1 or DwarfForm.Flag or DwarfForm.StringIndex1 or DwarfForm.AddressIndex1:
                return cursor.Byte();
            case DwarfForm.Data2 or DwarfForm.StringIndex2 or DwarfForm.AddressIndex2:
                return cursor.UInt16();
            case DwarfForm.Data4 or DwarfForm.SectionOffset or DwarfForm.StringOffset or DwarfForm.LineStringOffset
                or DwarfForm.StringIndex4 or DwarfForm.AddressIndex4:
                return cursor.UInt32();
            case DwarfForm.Data8 or DwarfForm.Address or DwarfForm.ReferenceSignature:
                return cursor.UInt64();
            case DwarfForm.UnsignedData or DwarfForm.StringIndex or DwarfForm.AddressIndex or DwarfForm.LocationListIndex or DwarfForm.RangeListIndex:
                return cursor.Unsigned();
            case DwarfForm.ReferenceAddress:
                return unit.Version > 2 ? cursor.UInt32() : cursor.UInt64();
            case DwarfForm.Reference1:
                return (ulong)unit.Start + cursor.Byte();
            case DwarfForm.Reference2:
                return (ulong)unit.Start + cursor.UInt16();
            case DwarfForm.Reference4:
                return (ulong)unit.Start + cursor.UInt32();
            case DwarfForm.Reference8:
                return (ulong)unit.Start + cursor.UInt64();
            case DwarfForm.ReferenceUnsigned:
                return (ulong)unit.Start + cursor.Unsigned();
            case DwarfForm.String:
                return (ulong)cursor.Text();
            case DwarfForm.FlagPresent:
                return 1;
            case DwarfForm.ImplicitConstant:
                return attribute.SharedValue;
            default:
                Skip(ref cursor, attribute.Form);
                return 0;
        }
    }

    private static void Skip(ref DwarfCursor cursor, DwarfForm form)
    {
        switch (form)
        {
            case DwarfForm.SignedData:
                cursor.SkipNumber();
                break;
            case DwarfForm.Block1:
                cursor.Skip(cursor.Byte());
                break;
            case DwarfForm.Block2:
                cursor.Skip(cursor.UInt16());
                break;
            case DwarfForm.Block4:
                cursor.Skip(cursor.UInt32());
                break;
            case DwarfForm.Block or DwarfForm.Expression:
                cursor.Skip(cursor.Unsigned());
                break;
            case DwarfForm.StringIndex3 or DwarfForm.AddressIndex3:
                cursor.Skip(3);
                break;
            case DwarfForm.Data16:
                cursor.Skip(16);
                break;
            default:
                throw cursor.Invalid($"an attribute written in the unknown form 0x{(int)form:x}");
        }
    }
}
