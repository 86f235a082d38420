using Hotfixing.Binary;
using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.Elf;
using Hotfixing.Go.Check;
using Hotfixing.Go.Compare;

namespace Hotfixing.Tests.Go;

/// <summary>A program as it runs, compared with the object of edited sources.</summary>
internal sealed record Comparison(ProgramPair Pair, ProgramComparison Functions)
{
    public CheckedChanges Check() => PatchCheck.Of(Pair, Functions);

    public IEnumerable<string> Names(FunctionChangeKind kind) => Functions.Changes.Where(c => c.Kind == kind).Select(c => c.Function);

    /// <summary>The shop, compared with itself after edits: each replaces one text by another.</summary>
    public static Comparison OfShop(string version, params (string Old, string New)[] edits) =>
        Of(BuiltPair.Of(version, ShopSource.Files), BuiltPair.Of(version, edits.Aggregate(ShopSource.Files, (s, e) => s.Replace(e.Old, e.New))));

    public static ProgramPair PairOf(ElfFile running, ElfFile theObject)
    {
        var program = ProgramImage.Of(running);
        return ProgramPair.Read(RunningProgram.Read(program, DwarfInformation.Read(program)), theObject, new ImageAddress(0x4000_0000));
    }

    public static Comparison Of(BuiltPair running, BuiltPair edited)
    {
        var pair = PairOf(running.ReadExecutable(), edited.ReadObject());
        return new Comparison(pair, new ProgramComparison(pair, edited.StandardPackages.Contains));
    }
}
