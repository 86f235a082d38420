using Hotfixing.Binary;
using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Build;
using Hotfixing.Go.Compare;
using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.GoPrograms;
using Hotfixing.Linux;

namespace Hotfixing.Tests.Go.Link;

/// <summary>A program, and the object of its edited sources, ready to be linked into a process that is only imagined.</summary>
internal sealed record LinkCase
{
    private const ulong Stack = 0x7ff0_0000_0000;

    public required LinkRequest Request { get; init; }

    public required ImageSymbols Program { get; init; }

    public required ImageSymbols Object { get; init; }

    public ProgramImage ObjectImage => Request.Object;

    /// <summary>Builds both and compares them.</summary>
    public static LinkCase Of(string version, GoSources before, GoSources after, LinkCaseOptions? options = null)
    {
        options ??= new LinkCaseOptions();
        var program = ProgramImage.Of(BuiltPair.Of(version, before, options.Mode, options.Cgo).ReadExecutable());
        var sources = options.HasRunner ? after.With(InitialiserRunner.FileName, InitialiserRunner.Source(hasInitInCgoFiles: false, [])) : after;
        var edited = BuiltPair.Of(version, sources, options.Mode, options.Cgo);
        var file = edited.ReadObject();
        var live = Live(program, options);
        var start = PatchPlacement.Choose(program, file, live);
        var theObject = ProgramImage.Of(file, start);
        var information = DwarfInformation.Read(theObject);
        var layout = ModuleLayout.Of(file.Name, information);
        var hasSwissMaps = information.Structs.ContainsKey("internal/runtime/maps.Map");
        var module = RuntimeModule.First(program, layout);
        live = live with
        {
            EndOfTypes = options.Earlier.Select(e => e.TypesEnd).OfType<TargetAddress>().Select(live.Bias.Linked).Append(module.EndOfTypes).Max(),
            Itabs = [.. module.ItabLinks, .. options.Earlier.SelectMany(e => e.Itabs).Select(live.Bias.Linked)],
        };
        var types = GoTypeMatch.Of(GoTypesOfProgram.Find(RuntimeModule.First(theObject, layout), hasSwissMaps), LiveTypes.Find(live, layout, hasSwissMaps));
        var comparison = new ProgramComparison(ProgramPair.Read(RunningProgram.Read(program, DwarfInformation.Read(program)), file, start), edited.StandardPackages.Contains);
        var changed = comparison.Changes.Where(c => c.Kind == FunctionChangeKind.Changed && !c.IsStandard).Select(c => c.Function).ToHashSet();
        var shapes = new TypeShapes(information, comparison.Dictionaries, edited.StandardPackages.Contains);
        return new LinkCase
        {
            Program = new(program),
            Object = new(theObject),
            Request = new LinkRequest
            {
                Id = new PatchId(options.Earlier.Count + 1),
                Program = program,
                Object = theObject,
                Layout = layout,
                Types = types,
                Live = live,
                Changed = changed,
                Redirected = [.. changed.Where(c => c != "main.main" && !c.Contains(".init", StringComparison.Ordinal)).Order(StringComparer.Ordinal)],
                Restored = [],
                IsStandard = edited.StandardPackages.Contains,
                Signature = options.KnowsSignatures ? shapes.OfFunction : _ => null,
                VariableType = shapes.OfVariable,
            },
        };
    }

    public LinkedPatch Link() => Linker.Link(Request);

    /// <summary>The refusal that linking ends with.</summary>
    public Diagnostic Refusal() => Assert.Throws<CannotLinkException>(Link).Refusal;

    /// <summary>The memory of the process as it is once a patch is written into it.</summary>
    public ProgramImage Patched(PatchImage image) => Request.Live.Memory.AsLoaded(Blocks(Request.Live.Bias, image), Request.Live.Bias.Bytes);

    private static IEnumerable<KeyValuePair<ImageAddress, ReadOnlyMemory<byte>>> Blocks(LoadBias bias, PatchImage image) =>
        image.Blocks.Select(b => KeyValuePair.Create(bias.Linked(b.Start), b.Bytes))
            .Concat(image.Fills.Select(f => KeyValuePair.Create(bias.Linked(f.Address), (ReadOnlyMemory<byte>)BitConverter.GetBytes(f.Value).AsMemory(0, f.Width))));

    private static LiveProgram Live(ProgramImage program, LinkCaseOptions options)
    {
        var segments = program.File.Segments.Where(s => s.Type == ElfSegmentType.Loaded).ToList();
        var (low, high) = (segments.Min(s => s.Address.Value), segments.Max(s => s.Address.Value + s.MemorySize));
        var bias = new LoadBias(options.Bias);
        return new LiveProgram
        {
            Bias = bias,
            Mappings =
            [
                Mapping(low + bias.Bytes, high + bias.Bytes),
                .. options.Earlier.SelectMany(e => e.Areas).Select(a => Mapping(a.Start.Value, a.Start.Value + a.Length)),
                .. options.Mapped.Select(m => Mapping(m.Start, m.End)),
                Mapping(Stack, Stack + 0x100000),
            ],
            Memory = options.Earlier.Aggregate(program, (memory, e) => memory.AsLoaded(Blocks(bias, e), bias.Bytes)),
            Itabs = [],
            EndOfTypes = default,
            Patches = [.. options.Earlier.Select(e => new LivePatch(e.Id, e.Areas, e.Contents))],
        };
    }

    private static MemoryMapping Mapping(ulong start, ulong end) => new(start, end, "rw-p", 0, default, "", false);
}
