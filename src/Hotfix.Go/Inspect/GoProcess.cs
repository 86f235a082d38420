using System.Text;

using Hotfixing.Binary.BuildInfo;
using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Build;
using Hotfixing.Linux;

namespace Hotfixing.Go.Inspect;

/// <summary>A Go program that runs: what its file says, and where it is loaded.</summary>
internal sealed record GoProcess
{
    /// <summary>The process.</summary>
    public required Target Target { get; init; }

    /// <summary>Which of the programs it has executed this is.</summary>
    public required ExecutedProgram Executed { get; init; }

    /// <summary>The path of its program, as it sees it.</summary>
    public required string Program { get; init; }

    /// <summary>How it was built.</summary>
    public required GoBuildInfo Build { get; init; }

    /// <summary>What its file puts into memory.</summary>
    public required ProgramImage Image { get; init; }

    /// <summary>Its debug information.</summary>
    public required DwarfInformation Debug { get; init; }

    /// <summary>Its functions as its runtime knows them.</summary>
    public required FunctionTable Functions { get; init; }

    /// <summary>How far from its linked addresses it is loaded.</summary>
    public required LoadBias Bias { get; init; }

    /// <summary>Reads it. The process runs on and notices nothing.</summary>
    /// <exception cref="TargetExitedException">It has ended.</exception>
    /// <exception cref="AccessDeniedException">It may not be read by this user.</exception>
    /// <exception cref="InvalidBinaryException">Its file is damaged.</exception>
    /// <exception cref="RefusedException">It is no Go program, one of a version that is not known, stripped, or not what its file says.</exception>
    public static GoProcess Read(Target target)
    {
        var executed = ExecutedProgram.Of(target);
        var path = TargetFiles.Executable(target);
        var file = ReadFile(target, path);
        var build = GoBuildInfo.TryRead(file) ?? throw new RefusedException([InspectDiagnostics.NotGo(target)]);
        if (SettingsCheck.OfVersion(build.GoVersion.Split(' ')[0]) is { } refusal)
        {
            throw new RefusedException([refusal]);
        }

        var image = ProgramImage.Of(file);
        var debug = DwarfInformation.Read(image);
        if (!debug.Structs.ContainsKey("runtime.moduledata"))
        {
            throw new RefusedException([InspectDiagnostics.Stripped(target, "debug information")]);
        }

        var process = new GoProcess
        {
            Target = target,
            Executed = executed,
            Program = TargetFiles.ProgramName(target),
            Build = build,
            Image = image,
            Debug = debug,
            Functions = new FunctionTable(RuntimeModule.First(image, ModuleLayout.Of(file.Name, debug))),
            Bias = FindBias(target, file),
        };
        process.CheckLoaded();
        return process;
    }

    private static ElfFile ReadFile(Target target, string path)
    {
        try
        {
            return ElfFile.Read(path);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new AccessDeniedException($"{target} belongs to another user: its program cannot be read", e);
        }
        catch (IOException e)
        {
            throw new TargetExitedException(target, e);
        }
    }

    private static LoadBias FindBias(Target target, ElfFile file)
    {
        // The kernel maps the lowest segment first, at a whole page; only a position-independent program is moved.
        const ulong Page = 4096;
        var lowest = file.Segments.Where(s => s.Type == ElfSegmentType.Loaded).MinBy(s => s.Address)
            ?? throw new InvalidBinaryException(file.Name, 0, "nothing is loaded of this program");
        var identity = FileStatus.Of(file.Name).Identity;
        var first = MemoryMaps.Read(target).Where(m => m.File == identity).MinBy(m => m.Start)
            ?? throw new RefusedException([InspectDiagnostics.NotUnderstood(target, "its program is not among what it has mapped")]);
        return new LoadBias(first.Start - (lowest.Address.Value & ~(Page - 1)));
    }

    // The identity of a build is what is loaded; a file can be another one under the same name.
    private void CheckLoaded()
    {
        var text = Image.File.Section(".text") ?? throw new InvalidBinaryException(Image.File.Name, 0, "no section .text");
        const int Compared = 4096;
        var length = (int)Math.Min(text.Size, Compared);
        if (Build.BuildId is { } id && Image.File.Section(".note.go.buildid") is { IsLoaded: true } note)
        {
            var loaded = TargetMemory.TryRead(Target, Bias.Loaded(note.Address).Value, (int)Math.Min(note.Size, Compared));
            if (loaded is null || loaded.AsSpan().IndexOf(Encoding.UTF8.GetBytes(id)) < 0)
            {
                throw new RefusedException([InspectDiagnostics.NotUnderstood(Target, "the build id in its memory is not that of its file")]);
            }
        }

        if (TargetMemory.TryRead(Target, Bias.Loaded(text.Address).Value, length) is not { } code
            || !code.AsSpan().SequenceEqual(Image.Read(text.Address, length)))
        {
            throw new RefusedException([InspectDiagnostics.NotUnderstood(Target, "the code in its memory is not that of its file")]);
        }
    }
}
