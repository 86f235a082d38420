using System.CommandLine;
using System.Globalization;

using Hotfixing.Linux;

namespace Hotfixing.Cli;

/// <summary>The process id on the command line.</summary>
internal static class TargetArgument
{
    /// <summary>The argument itself.</summary>
    public static Argument<string> Create() => new("pid") { Description = "The id of the process" };

    /// <summary>Says that a text is no process id.</summary>
    public static string NotAnId(string text) => $"'{text}' is not a process id";

    /// <summary>Finds the process.</summary>
    /// <param name="text">What was typed.</param>
    /// <param name="command">The command it was typed for.</param>
    /// <exception cref="UsageException">It is no id, or that of a thread.</exception>
    /// <exception cref="NoSuchProcessException">No process has it.</exception>
    /// <exception cref="RefusedException">It is our own.</exception>
    public static Target Find(string text, string command)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || id < 1)
        {
            throw new UsageException(NotAnId(text), $"hotfix {command}");
        }

        var target = ProcessStatus.TryFind(id) ?? throw new NoSuchProcessException(id);

        // The kernel takes the id of any thread for that of its process, and another hotfix would not see that it is the same one.
        if (ThreadIds.ProcessOf(id) is { } process && process != id)
        {
            throw new UsageException($"{id} is a thread of process {process}; give the id of the process", $"hotfix {command}");
        }

        return id != Environment.ProcessId ? target : throw new RefusedException([TargetDiagnostics.OwnProcess(target)]);
    }
}
