namespace Hotfixing.EndToEnd.BadInput;

/// <summary>The program that is given bad patches, and bad circumstances: the builds of Subjects/Bakery.cs.txt.</summary>
public sealed class Bakery : IDisposable
{
    /// <summary>What it answers as long as nothing has reached it.</summary>
    public const string Unpatched = "bread=10 cake=40 open=10";

    public static readonly string Original = SubjectProgram.Build("Bakery.cs.txt", "Bakery", "v0", "VALUE=10", "OPENED=1");
    public static readonly string Rebuilt = SubjectProgram.Build("Bakery.cs.txt", "Bakery", "v1", "VALUE=12", "OPENED=1");

    /// <summary>Differs only in what a static field begins with.</summary>
    public static readonly string StartedOtherwise = SubjectProgram.Build("Bakery.cs.txt", "Bakery", "v2", "VALUE=10", "OPENED=2");

    private readonly SubjectProcess process = SubjectProcess.Start(Original);

    /// <summary>The process id, as it is typed.</summary>
    public string ProcessId => $"{process.Target.ProcessId}";

    public Target Target => process.Target;

    public void IsUnpatched() => IsUnpatched(process);

    public static void IsUnpatched(SubjectProcess process) => Assert.Equal(Unpatched, process.Ask("prices"));

    public void Dispose() => process.Dispose();
}
