using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>
/// Fits a type the target does not have to its place. The runtime takes the patch's types for the program's (the program's range of
/// types is raised over them), so every offset in them counts from the program's types and code.
/// </summary>
/// <param name="theObject">The object.</param>
/// <param name="own">The object's module.</param>
/// <param name="program">The program's module.</param>
/// <param name="types">The object's types.</param>
/// <param name="relocations">The object's relocations.</param>
/// <param name="binder">Where things are.</param>
/// <param name="data">Links what types refer to.</param>
/// <param name="output">The patch.</param>
internal sealed class TypeLinker(
    ProgramImage theObject, RuntimeModule own, RuntimeModule program, GoTypes types, ObjectRelocations relocations, Binder binder, DataLinker data, PatchBytes output)
{
    private const int GcDataOffset = 32;
    private const int ListOffset = 56; // of fields or methods, behind the package path (runtime/type.go, internal/abi/type.go; 1.19 to 1.26)
    private readonly ImageAddress _origin = program.Types;
    private readonly ImageAddress _text = program.Text;

    /// <summary>Links a type.</summary>
    /// <exception cref="CannotLinkException">Something in it is not understood.</exception>
    public void Link(GoType type)
    {
        foreach (var stretch in type.Stretches)
        {
            output.Keep(stretch);
        }

        foreach (var name in type.Names)
        {
            LinkName(name);
        }

        LinkAddresses(type);
        NameOffset(type.Address + 40, type.Name);
        TypeOffset(type.Address + 44);
        if (type.Uncommon is { } uncommon)
        {
            NameOffset(uncommon, type.PackagePath);
        }

        foreach (var method in type.Methods)
        {
            NameOffset(method.Address, method.Name);
            TypeOffset(method.TypeSlot);
            FunctionOffset(method.InterfaceFunctionSlot, type);
            FunctionOffset(method.DirectFunctionSlot, type);
        }

        foreach (var method in type.InterfaceMethods)
        {
            NameOffset(method.Address, method.Name);
            TypeOffset(method.Address + 4);
        }
    }

    /// <summary>The function a method's offset means in the target, as an offset from the program's code; null when it means none.</summary>
    public uint? FunctionOffset(int offset, string where) => offset is 0 or -1
        ? null
        : Offset(binder.BindCode(own.Text + (uint)offset, where), _text, where);

    /// <summary>What a type is in the target, as an offset from the program's types.</summary>
    public uint TypeOffset(GoType type) => Offset(binder.BindType(type), _origin, type.ToString());

    private void LinkName(GoName name)
    {
        if (name.Address.Value == 0)
        {
            return;
        }

        output.Keep(name.Address, (ulong)name.Length);
        if (name.PackagePathSlot is { } slot)
        {
            var path = own.Types + theObject.ReadUInt32(slot);
            LinkName(GoName.At(theObject, path));
            output.WriteUInt32(slot, Offset(path, _origin, name.Text));
        }
    }

    private void LinkAddresses(GoType type)
    {
        foreach (var stretch in type.Stretches)
        {
            foreach (var (place, relocation) in relocations.Within(stretch))
            {
                if (relocation.Type != ElfRelocationType.Absolute64)
                {
                    throw new CannotLinkException(LinkDiagnostics.UnknownData($"type {type}", $"a relocation of kind {relocation.Type}"));
                }

                data.WriteAddress(place, Address(type, place, (int)relocation.SymbolIndex));
            }
        }
    }

    private ImageAddress Address(GoType type, ImageAddress place, int symbol)
    {
        var target = theObject.ReadAddress(place);
        if (place == type.Address + GcDataOffset)
        {
            if (!type.Traits.HasFlag(GoTypeTraits.MaskOnDemand))
            {
                output.Keep(target, type.HasGcProgram ? 4 + theObject.ReadUInt32(target) : (type.PointerBytes / 8 + 7) / 8);
                return target;
            }
        }
        else if (type.Names.Any(n => n.Address == target) || type.Stretches.Any(s => s.Start == target) || IsEmptyList(type, place))
        {
            return target;
        }

        return binder.Bind(symbol, target, $"type {type}");
    }

    // The list of fields of struct{} and of methods of interface{} begins behind the type, where nothing or another type may be.
    private bool IsEmptyList(GoType type, ImageAddress place) => type.Key.Kind is GoKind.Struct or GoKind.Interface
        && place == type.Address + ListOffset && theObject.ReadUInt64(place + 8) == 0;

    private void NameOffset(ImageAddress place, GoName? name)
    {
        if (name is not null)
        {
            output.WriteUInt32(place, Offset(name.Address, _origin, name.Text));
        }
    }

    private void TypeOffset(ImageAddress place)
    {
        if ((int)theObject.ReadUInt32(place) is not (0 or -1) and var offset)
        {
            output.WriteUInt32(place, TypeOffset(types.All[types.Space.At(offset)]));
        }
    }

    private void FunctionOffset(ImageAddress place, GoType type)
    {
        if (FunctionOffset((int)theObject.ReadUInt32(place), $"type {type}") is { } offset)
        {
            output.WriteUInt32(place, offset);
        }
    }

    private static uint Offset(ImageAddress address, ImageAddress origin, string what) => address - origin is > 0 and <= int.MaxValue and var offset
        ? (uint)offset
        : throw new CannotLinkException(LinkDiagnostics.NotProved($"{what} is {address - origin} bytes from where offsets count"));
}
