using Hotfixing.Binary;
using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>The file of the running program and the object of its edited sources, read as far as comparing and linking need them.</summary>
internal sealed class ProgramPair
{
    private ProgramPair(RunningProgram program, ProgramImage theObject)
    {
        (Program, ProgramInformation, Object) = (program.Symbols, program.Information, new ImageSymbols(theObject));
        ObjectInformation = DwarfInformation.Read(theObject);
        Layout = ModuleLayout.Of(theObject.File.Name, ObjectInformation);

        // Maps are built alike in both: the object is made by the toolchain and with the settings of the program.
        Types = GoTypeMatch.Of(GoTypesOfProgram.Find(RuntimeModule.First(theObject, Layout), RunningProgram.HasSwissMaps(ObjectInformation)), program.Types);
    }

    /// <summary>The running program.</summary>
    public ImageSymbols Program { get; }

    /// <summary>The object, laid out.</summary>
    public ImageSymbols Object { get; }

    /// <summary>The debug information of the program.</summary>
    public DwarfInformation ProgramInformation { get; }

    /// <summary>The debug information of the object.</summary>
    public DwarfInformation ObjectInformation { get; }

    /// <summary>The layout of runtime.moduledata.</summary>
    public ModuleLayout Layout { get; }

    /// <summary>Which of the object's types the program has.</summary>
    public GoTypeMatch Types { get; }

    /// <summary>Reads the object.</summary>
    /// <param name="program">The running program.</param>
    /// <param name="theObject">The object.</param>
    /// <param name="start">Where to lay out the object, a multiple of 4096.</param>
    /// <exception cref="InvalidBinaryException">It is damaged, or is not of Go.</exception>
    public static ProgramPair Read(RunningProgram program, ElfFile theObject, ImageAddress start) => new(program, ProgramImage.Of(theObject, start));
}
