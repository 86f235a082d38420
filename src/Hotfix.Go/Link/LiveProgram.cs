using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Go.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>What linking needs to know of the process besides its file. Reading it stops nothing.</summary>
internal sealed record LiveProgram
{
    /// <summary>How far from its linked addresses the program is loaded.</summary>
    public required LoadBias Bias { get; init; }

    /// <summary>What is mapped.</summary>
    public required IReadOnlyList<MemoryMapping> Mappings { get; init; }

    /// <summary>
    /// The program with what was read from the process (<see cref="ProgramImage.AsLoaded"/>): at least its code and constants, the
    /// constants and variables of earlier patches, and the itabs.
    /// </summary>
    public required ProgramImage Memory { get; init; }

    /// <summary>The itabs in the runtime's table, as linked addresses.</summary>
    public required IReadOnlyList<ImageAddress> Itabs { get; init; }

    /// <summary>The value of <c>firstmoduledata.etypes</c>, as a linked address: earlier patches may have raised it.</summary>
    public required ImageAddress EndOfTypes { get; init; }

    /// <summary>The earlier patches in the order they came.</summary>
    public required IReadOnlyList<LivePatch> Patches { get; init; }
}
