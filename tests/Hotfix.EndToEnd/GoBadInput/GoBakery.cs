using System.Security.Cryptography;

using Hotfixing.GoPrograms;
using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.GoBadInput;

/// <summary>The Go program that is given bad patches, and bad circumstances: the editions of Subjects/Bakery.go.txt.</summary>
internal sealed class GoBakery : IDisposable
{
    /// <summary>What it answers as long as nothing has reached it.</summary>
    public const string Unpatched = "bread=10 cake=40 open=10";

    public static readonly GoSources Sources = Edition(10);

    private readonly SubjectProcess process;
    private readonly string code;

    private GoBakery(string executable)
    {
        process = SubjectProcess.StartThrough([executable]);
        code = Code();
    }

    public string ProcessId => $"{process.Target.ProcessId}";

    public Target Target => process.Target;

    /// <summary>The program, as go build makes it.</summary>
    public static GoProgram Original => GoProgram.Build(GoToolchain.Require("1.24"), Sources);

    /// <summary>The folder of sources that are a good patch.</summary>
    public static string Edited => GoProgram.Write(Edition(12));

    /// <summary>Starts it.</summary>
    public static GoBakery Start() => new(Original.Executable);

    /// <summary>Starts it, built in another way.</summary>
    public static GoBakery Start(params string[] arguments) =>
        new(GoProgram.Build(GoToolchain.Require("1.24"), Sources, new GoBuildOptions { Arguments = arguments }).Executable);

    /// <summary>Starts it, with another version of Go in all places where it names its own.</summary>
    /// <param name="version">As long as the true one.</param>
    public static GoBakery StartAsOf(string version)
    {
        var (bytes, text) = (File.ReadAllBytes(Original.Executable), Original.Toolchain.Version);
        Assert.Equal(text.Length, version.Length);
        var (from, to) = (System.Text.Encoding.ASCII.GetBytes(text), System.Text.Encoding.ASCII.GetBytes(version));
        for (var at = bytes.AsSpan().IndexOf(from); at >= 0; at = bytes.AsSpan().IndexOf(from))
        {
            to.CopyTo(bytes, at);
        }

        var path = Path.Combine(AppContext.BaseDirectory, "native", version);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return new GoBakery(path);
    }

    /// <summary>Sees that it goes on as ever: what it answers, and every byte of its code.</summary>
    public void IsUntouched()
    {
        Assert.Equal(Unpatched, process.Ask("prices"));
        Assert.Equal(code, Code());
    }

    public void End() => process.End();

    public void Dispose() => process.Dispose();

    private static GoSources Edition(int value) => GoSources
        .OfMain(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Subjects", "Bakery.go.txt"))).Replace("VALUE", $"{value}");

    private string Code()
    {
        using var memory = ProcessMemory.Open(Target);
        return string.Join('\n', MemoryMaps.Read(Target).Where(m => m.Permissions.Contains('x', StringComparison.Ordinal) && !m.Path.StartsWith('[')).Select(m =>
            $"{m.Start:x} {Convert.ToHexStringLower(SHA256.HashData(memory.Read(new TargetAddress(m.Start), (int)m.Length)))}"));
    }
}
