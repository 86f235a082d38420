using Hotfixing.DotNet;
using Hotfixing.Linux;

namespace Hotfixing;

/// <summary>
/// For a .NET program that patches itself, the same way <c>hotfix apply</c> would from outside. Safe to call from any thread at any
/// time; calls take turns.
/// </summary>
public static class Hotfix
{
    /// <summary>Works out what a rebuilt assembly or build folder would change in this process. Changes nothing.</summary>
    /// <param name="path">The rebuilt assembly, or the folder it was built into.</param>
    /// <param name="names">The functions to limit the patch to, as a plan prints them; none means everything that changed.</param>
    /// <exception cref="HotfixException">A file or the process cannot be read.</exception>
    public static PatchPlan Plan(string path, params IReadOnlyList<string> names)
    {
        using var session = Open();
        return session.Plan(new Patch(path, names));
    }

    /// <summary>Puts a rebuilt assembly or build folder into effect in this process: all of it or nothing.</summary>
    /// <param name="path">The rebuilt assembly, or the folder it was built into.</param>
    /// <param name="names">The functions to limit the patch to, as a plan prints them; none means everything that changed.</param>
    /// <returns>What was applied; null when there was nothing to do.</returns>
    /// <exception cref="RefusedException">It cannot be done safely; nothing was changed.</exception>
    /// <exception cref="ApplyFailedException">Something went wrong; it says in which state the process is.</exception>
    public static AppliedPatch? Apply(string path, params IReadOnlyList<string> names)
    {
        using var session = Open();
        var plan = session.Plan(new Patch(path, names));
        return plan is { IsEmpty: true, IsRefused: false } ? null : session.Apply(plan, null, CancellationToken.None);
    }

    /// <summary>The patches in effect in this process, oldest first.</summary>
    public static IReadOnlyList<AppliedPatch> List()
    {
        using var session = Open();
        return session.List();
    }

    /// <summary>Takes back a patch and every later one.</summary>
    /// <param name="id">The patch; null means the latest.</param>
    /// <exception cref="RefusedException">No such patch is applied.</exception>
    public static RevertedPatch Revert(PatchId? id = null)
    {
        using var session = Open();
        return session.Revert(id);
    }

    private static IPatchSession Open() =>
        new DotNetEngine().Attach(ProcessStatus.TryFind(Environment.ProcessId)!.Value);
}
