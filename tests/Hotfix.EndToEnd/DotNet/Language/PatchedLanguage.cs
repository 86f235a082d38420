using System.Reflection.PortableExecutable;

using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.DotNet.Language;

/// <summary>The program of Subjects/Language.cs.txt before, while and after it is patched.</summary>
public abstract class PatchedLanguage : IDisposable
{
    private readonly SubjectProcess? _subject;

    /// <summary>Builds it, runs it, patches it and takes the patch back.</summary>
    /// <param name="deployment">How it is published; none is a plain build.</param>
    protected PatchedLanguage(Deployment? deployment)
    {
        string original, edited;
        try
        {
            original = Make(deployment, "v0", "WORD=\"old\"");
            edited = Make(deployment, "v1", "WORD=\"new\"", "//EDITION=#define EDITION");
        }
        catch (MissingPackageException e)
        {
            Missing = e.Message;
            return;
        }

        Framework = deployment?.Framework ?? 10;
        IsReadyToRun = deployment == Deployment.ReadyToRun;
        HasNativeCode = IsCompiledAheadOfTime(original);
        _subject = SubjectProcess.StartThrough(
            deployment is { IsSelfContained: true } ? [Path.ChangeExtension(original, null)] : ["dotnet", original]);
        Runtime = new DotNetEngine().Recognize(_subject.Target)!;
        Before = Ask("values");
        using var session = new DotNetEngine().Attach(_subject.Target);
        Plan = session.Plan(new Patch(Path.GetDirectoryName(edited)!, []));
        Assert.False(Plan.IsRefused, string.Join('\n', Plan.Diagnostics));
        Patch = session.Apply(Plan, null, CancellationToken.None);
        Applied = Ask("values");
        Opened = Ask("open");
        Listed = Assert.Single(session.List());
        session.Revert(null);
        Reverted = Ask("values");
    }

    /// <summary>Why the program cannot be published on this machine.</summary>
    internal string? Missing { get; }

    internal int Framework { get; }

    internal bool IsReadyToRun { get; }

    internal bool HasNativeCode { get; }

    internal RuntimeDescription Runtime { get; } = null!;

    internal PatchPlan Plan { get; } = null!;

    internal AppliedPatch Patch { get; } = null!;

    /// <summary>The patch as it is listed after the program has run it.</summary>
    internal AppliedPatch Listed { get; } = null!;

    internal Dictionary<string, string> Before { get; } = [];

    internal Dictionary<string, string> Applied { get; } = [];

    internal Dictionary<string, string> Opened { get; } = [];

    internal Dictionary<string, string> Reverted { get; } = [];

    public void Dispose()
    {
        _subject?.Dispose();
        GC.SuppressFinalize(this);
    }

    private static string Make(Deployment? deployment, string variant, params string[] definitions) => deployment is null
        ? SubjectProgram.Build("Language.cs.txt", "Language", variant, definitions)
        : SubjectProgram.Publish(deployment, "Language.cs.txt", "Language", variant, definitions);

    private static bool IsCompiledAheadOfTime(string assembly)
    {
        using var image = new PEReader(File.OpenRead(assembly));
        return image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    private Dictionary<string, string> Ask(string command) =>
        _subject!.Ask(command).Split('\t').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
}
