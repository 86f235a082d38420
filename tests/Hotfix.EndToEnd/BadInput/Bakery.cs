namespace Hotfixing.EndToEnd.BadInput;

/// <summary>The program that is given bad patches, and bad circumstances: the builds of Subjects/Bakery.cs.txt.</summary>
public sealed class Bakery : IDisposable
{
    /// <summary>What it answers as long as nothing has reached it.</summary>
    public const string Unpatched = "bread=10 cake=40 open=10";

    /// <summary>What it answers when it is patched with <see cref="Rebuilt"/>.</summary>
    public const string Patched = "bread=12 cake=48 open=12";

    public static readonly string Original = SubjectProgram.Build("Bakery.cs.txt", "Bakery", "v0", "VALUE=10");
    public static readonly string Rebuilt = SubjectProgram.Build("Bakery.cs.txt", "Bakery", "v1", "VALUE=12");

    private readonly SubjectProcess process = SubjectProcess.Start(Original);

    /// <summary>The process id, as it is typed.</summary>
    public string ProcessId => $"{process.Target.ProcessId}";

    public Target Target => process.Target;

    public void IsUnpatched() => IsUnpatched(process);

    public static void IsUnpatched(SubjectProcess process) => Assert.Equal(Unpatched, process.Ask("prices"));

    public void Dispose() => process.Dispose();
}
