using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Compare;

/// <summary>The file of the running program, read as far as comparing needs it, whatever it is compared with.</summary>
internal sealed record RunningProgram
{
    private const string SwissMap = "internal/runtime/maps.Map";

    private RunningProgram()
    {
    }

    /// <summary>Its symbols.</summary>
    public required ImageSymbols Symbols { get; init; }

    /// <summary>Its debug information.</summary>
    public required DwarfInformation Information { get; init; }

    /// <summary>Its types.</summary>
    public required GoTypes Types { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="image">What its file puts into memory.</param>
    /// <param name="information">Its debug information.</param>
    /// <exception cref="InvalidBinaryException">It is damaged, or is not of Go.</exception>
    public static RunningProgram Read(ProgramImage image, DwarfInformation information) => new()
    {
        Symbols = new ImageSymbols(image),
        Information = information,
        Types = GoTypesOfProgram.Find(RuntimeModule.First(image, ModuleLayout.Of(image.File.Name, information)), HasSwissMaps(information)),
    };

    /// <summary>Whether the maps of a program with such debug information are Swiss tables.</summary>
    public static bool HasSwissMaps(DwarfInformation information) => information.Structs.ContainsKey(SwissMap);
}
