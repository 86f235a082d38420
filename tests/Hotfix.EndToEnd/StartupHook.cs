using System.Diagnostics;
using System.Globalization;

using Hotfixing.Linux;

/// <summary>
/// Runs in the command's own process before its Main (DOTNET_STARTUP_HOOKS): counts the operations that change a target, and ends the
/// process with SIGKILL before one of them.
/// </summary>
#pragma warning disable CA1050 // The runtime looks for this name in no namespace.
internal static class StartupHook
#pragma warning restore CA1050
{
    /// <summary>The number of the operation that is not made any more; the first is 1.</summary>
    public const string DieBefore = "HOTFIX_TEST_DIE_BEFORE";

    /// <summary>The file that gets the names of the operations, one a line.</summary>
    public const string Journal = "HOTFIX_TEST_JOURNAL";

    public static void Initialize()
    {
        var last = int.Parse(Environment.GetEnvironmentVariable(DieBefore)!, CultureInfo.InvariantCulture);
        var names = new List<string>();
        var self = Process.GetCurrentProcess();
        TargetOperations.Before = name =>
        {
            names.Add(name);
            if (names.Count == last)
            {
                self.Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        };
        if (Environment.GetEnvironmentVariable(Journal) is { } journal)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllLines(journal, names);
        }
    }
}
