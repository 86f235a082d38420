using System.Text;
using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Link;

/// <summary>
/// Makes the patch's moduledata from the object's: its own code, tables and variables, the program's origin of types, and nothing that
/// the runtime would take for another program (runtime/symtab.go, moduledata; 1.19 to 1.26).
/// </summary>
internal sealed class ModuleLinker(RuntimeModule own, RuntimeModule program, ObjectRelocations relocations, PatchBytes output, ExtraArea extra, ulong bias)
{
    private const int HeaderSize = 72; // runtime/symtab.go, pcHeader
    private const ulong WordSize = 8;
    private const ulong WordsPerMaskByte = 8;

    // Lists that belong to a whole program: other modules, plugins, initialisers that run by themselves.
    private static readonly string[] Emptied = ["itablinks", "ptab", "pkghashes", "modulehashes", "inittasks"];
    private static readonly string[] Zeroed = ["typemap", "next"];
    private static readonly string[] Flags = ["hasmain", "bad"];

    /// <summary>Writes the moduledata.</summary>
    /// <param name="layout">Its layout.</param>
    /// <param name="name">The module's name.</param>
    /// <param name="types">The types the patch brings.</param>
    /// <param name="variables">The variables and other data that change which the patch brings.</param>
    public void Link(ModuleLayout layout, string name, IReadOnlyList<GoType> types, IReadOnlyList<GoStretch> variables)
    {
        KeepOwn(new GoStretch(own.Address, layout.Size));
        KeepOwn(new GoStretch(own.AddressIn("pcHeader"), HeaderSize));
        foreach (var field in Emptied.Where(own.Has))
        {
            WriteSlice(field, default, 0);
        }

        foreach (var field in Zeroed)
        {
            output.WriteUInt64(own.Field(field), 0);
        }

        foreach (var flag in Flags.Where(own.Has))
        {
            output.Write(own.Field(flag), [0]);
        }

        WriteAddress("types", program.Types);
        WriteAddress("etypes", program.Types);
        WriteName("pluginpath", "");
        WriteName("modulename", name);
        WriteTypeLinks(types);
        WriteMask("data", "edata", "gcdata", "gcdatamask", variables);
        WriteMask("bss", "ebss", "gcbss", "gcbssmask", variables);
    }

    private void KeepOwn(GoStretch stretch)
    {
        output.Keep(stretch);
        foreach (var (place, relocation) in relocations.Within(stretch))
        {
            if (relocation.Type != ElfRelocationType.Absolute64)
            {
                throw new CannotLinkException(LinkDiagnostics.UnknownMetadata($"the moduledata has a relocation of kind {relocation.Type}"));
            }

            output.WriteUInt64(place, own.Image.ReadUInt64(place) + bias);
        }
    }

    private void WriteTypeLinks(IReadOnlyList<GoType> types)
    {
        var added = types.Select(t => t.Address).ToHashSet();
        var links = own.TypeLinks.Select(offset => new ImageAddress(own.Types.Value + (ulong)(long)offset)).Where(added.Contains).ToList();
        var at = extra.Take(links.Count * 4);
        for (var i = 0; i < links.Count; i++)
        {
            output.WriteUInt32(at + (ulong)i * 4, (uint)(links[i] - program.Types));
        }

        WriteSlice("typelinks", at, (ulong)links.Count);
    }

    // The runtime would run the program for the mask of all variables; only the stretch the patch uses is its own.
    private void WriteMask(string start, string end, string gcProgram, string mask, IReadOnlyList<GoStretch> variables)
    {
        var all = new GoStretch(own.AddressIn(start), own.AddressIn(end).Value - own.AddressIn(start).Value);
        var used = variables.Where(v => all.Contains(v.Start)).ToList();
        if (used.Count == 0)
        {
            WriteAddress(end, all.Start);
            output.WriteUInt32(own.Field(mask), 0);
            output.WriteUInt64(own.Field(mask) + 8, 0);
            return;
        }

        var grain = WordSize * WordsPerMaskByte;
        var from = (used.Min(v => v.Start).Value - all.Start.Value) / grain * grain;
        var to = Math.Min((used.Max(v => v.End).Value - all.Start.Value + grain - 1) / grain * grain, all.Length);
        var bits = GcProgram.Run(own.Image, own.AddressIn(gcProgram), checked((int)(all.Length / WordSize)));
        var (first, count) = ((int)(from / WordSize), (int)((to - from + WordSize - 1) / WordSize));
        var bytes = new byte[(count + 7) / 8 + 8];
        for (var i = 0; i < count && first + i < bits.Length; i++)
        {
            bytes[i / 8] |= (byte)((bits[first + i] ? 1 : 0) << (i % 8));
        }

        var at = extra.Take(bytes.Length);
        output.Write(at, bytes);
        WriteAddress(start, all.Start + from);
        WriteAddress(end, all.Start + to);
        output.WriteUInt32(own.Field(mask), (uint)count);
        output.WriteUInt64(own.Field(mask) + 8, at.Value + bias);
    }

    private void WriteName(string field, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var at = extra.Take(bytes.Length);
        output.Write(at, bytes);
        output.WriteUInt64(own.Field(field), bytes.Length == 0 ? 0 : at.Value + bias);
        output.WriteUInt64(own.Field(field) + 8, (ulong)bytes.Length);
    }

    private void WriteAddress(string field, ImageAddress value) => output.WriteUInt64(own.Field(field), value.Value + bias);

    private void WriteSlice(string field, ImageAddress start, ulong count)
    {
        output.WriteUInt64(own.Field(field), count == 0 ? 0 : start.Value + bias);
        output.WriteUInt64(own.Field(field) + 8, count);
        output.WriteUInt64(own.Field(field) + 16, count);
    }
}
