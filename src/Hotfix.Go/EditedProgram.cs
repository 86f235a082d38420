using Hotfixing.Binary.Elf;
using Hotfixing.Go.Build;

namespace Hotfixing.Go;

/// <summary>Where the edited program comes from that a plan compares with the running one.</summary>
internal sealed record EditedProgram
{
    /// <summary>Out of the sources or the patch file that the operator names, for a program that says how it was built.</summary>
    public static EditedProgram OfSources { get; } = new()
    {
        Read = (path, program, functions, progress) => PatchSource.Read(path, BuildSettingsReader.Read(program), functions, progress),
        IsTouched = _ => false,
    };

    /// <summary>Reads it: from where, for which program, with which functions if the sources have them, and who is told what is being done.</summary>
    public required Func<string, ElfFile, IReadOnlyCollection<string>, IProgress<string>?, RebuiltProgram> Read { get; init; }

    /// <summary>Functions that count as changed though nothing about them differs: replaced by themselves, they show what replacing does.</summary>
    public required Func<string, bool> IsTouched { get; init; }
}
