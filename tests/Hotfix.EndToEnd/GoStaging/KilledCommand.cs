namespace Hotfixing.EndToEnd.GoStaging;

/// <summary>The command line, ended with SIGKILL before one of the operations it would make on a target.</summary>
internal static class KilledCommand
{
    private const int Killed = 128 + 9;

    /// <summary>Runs it; false when it came to its end before that operation.</summary>
    public static bool Dies(int operation, params string[] arguments)
    {
        var result = HotfixCommand.RunThrough(Hooked($"{StartupHook.DieBefore}={operation}"), arguments);
        if (result.ExitCode != Killed)
        {
            result.Succeeds();
        }

        return result.ExitCode == Killed;
    }

    /// <summary>Runs it to its end; tells the names of the operations it has made, in their order.</summary>
    public static IReadOnlyList<string> Operations(params string[] arguments)
    {
        var journal = Path.GetTempFileName();
        try
        {
            HotfixCommand.RunThrough(Hooked($"{StartupHook.DieBefore}={int.MaxValue}", $"{StartupHook.Journal}={journal}"), arguments).Succeeds();
            return File.ReadAllLines(journal);
        }
        finally
        {
            File.Delete(journal);
        }
    }

    private static string[] Hooked(params string[] variables) =>
        ["env", $"DOTNET_STARTUP_HOOKS={typeof(KilledCommand).Assembly.Location}", .. variables, "dotnet", HotfixCommand.Assembly];
}
