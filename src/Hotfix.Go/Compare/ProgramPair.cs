using Hotfixing.Binary;
using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>The file of the running program and the object of its edited sources, read as far as comparing and linking need them.</summary>
internal sealed class ProgramPair
{
    private const string ModuleData = "runtime.moduledata";
    private const string SwissMap = "internal/runtime/maps.Map";

    private ProgramPair(ProgramImage program, ProgramImage theObject)
    {
        (Program, Object) = (new ImageSymbols(program), new ImageSymbols(theObject));
        var ofProgram = Task.Run(() => DwarfInformation.Read(program));
        ObjectInformation = DwarfInformation.Read(theObject);
        Layout = LayoutOf(theObject.File.Name, ObjectInformation);

        // Maps are built alike in both: the object is made by the toolchain and with the settings of the program.
        var hasSwissMaps = ObjectInformation.Structs.ContainsKey(SwissMap);
        var typesOfProgram = Task.Run(() => GoTypesOfProgram.Find(RuntimeModule.First(program, Layout), hasSwissMaps));
        var typesOfObject = GoTypesOfProgram.Find(RuntimeModule.First(theObject, Layout), hasSwissMaps);
        Types = GoTypeMatch.Of(typesOfObject, typesOfProgram.GetAwaiter().GetResult());
        ProgramInformation = ofProgram.GetAwaiter().GetResult();
    }

    /// <summary>The running program.</summary>
    public ImageSymbols Program { get; }

    /// <summary>The object, laid out.</summary>
    public ImageSymbols Object { get; }

    /// <summary>The debug information of the program; empty when it was built with -w.</summary>
    public DwarfInformation ProgramInformation { get; }

    /// <summary>The debug information of the object.</summary>
    public DwarfInformation ObjectInformation { get; }

    /// <summary>The layout of runtime.moduledata.</summary>
    public ModuleLayout Layout { get; }

    /// <summary>Which of the object's types the program has.</summary>
    public GoTypeMatch Types { get; }

    /// <summary>Reads both.</summary>
    /// <param name="program">The file of the running program.</param>
    /// <param name="theObject">The object.</param>
    /// <param name="start">Where to lay out the object, a multiple of 4096.</param>
    /// <exception cref="InvalidBinaryException">One of them is damaged, or is not of Go.</exception>
    public static ProgramPair Read(ElfFile program, ElfFile theObject, ImageAddress start) =>
        new(ProgramImage.Of(program), ProgramImage.Of(theObject, start));

    private static ModuleLayout LayoutOf(string file, DwarfInformation information) =>
        information.Structs.TryGetValue(ModuleData, out var layout) && layout.Type.Size is { } size
            ? new ModuleLayout(file, layout.Members.Where(m => m.Name != "_").Select(m => KeyValuePair.Create(m.Name, m.Offset)), size)
            : throw new InvalidBinaryException(file, 0, $"its debug information does not describe {ModuleData}");
}
