namespace Hotfixing.EndToEnd;

/// <summary>A way to bring a program to a machine.</summary>
/// <param name="Name">Names it in folders.</param>
/// <param name="Framework">The major version of .NET it runs on.</param>
/// <param name="IsSelfContained">Whether it brings the runtime along.</param>
/// <param name="More">Further options of publishing it.</param>
public sealed record Deployment(string Name, int Framework, bool IsSelfContained, params string[] More)
{
    /// <summary>Compiled ahead of time, each assembly by itself, as the option of the SDK does it.</summary>
    public static readonly Deployment ReadyToRun = new("r2r", 10, false, "-p:PublishReadyToRun=true");

    public static readonly Deployment SelfContainedNet8 = new("net8", 8, true);

    public static readonly Deployment SelfContainedNet9 = new("net9", 9, true);

    /// <summary>Whether all of it is in one file.</summary>
    public bool IsSingleFile => More.Contains("-p:PublishSingleFile=true");

    internal string[] Options =>
        ["-r", "linux-x64", "--self-contained", IsSelfContained ? "true" : "false", $"-p:SubjectFramework=net{Framework}.0", .. More];
}
