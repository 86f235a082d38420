using System.Diagnostics;

using Hotfixing.DotNet.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.DotNet;

public sealed class ReadingTheLoadedImage : IDisposable
{
    private const string Name = "Waiting";

    private readonly string first = SubjectProgram.Build("Waiting.cs.txt", Name, "first", "VALUE=1");
    private readonly string second = SubjectProgram.Build("Waiting.cs.txt", Name, "second", "VALUE=2");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-image-");

    private string Assembly => Path.Combine(folder.FullName, Name + ".dll");

    [Fact]
    public void A_program_started_at_once_after_it_was_built_is_read_from_its_file()
    {
        for (var i = 0; i < 10; i++)
        {
            Deploy(first);
            using var subject = SubjectProcess.Start(Assembly);
            Assert.Equal(File.ReadAllBytes(first), Read(subject));
            File.Delete(Assembly);
        }
    }

    [Fact]
    public void A_file_replaced_by_renaming_yields_the_old_bytes()
    {
        Deploy(first);
        using var subject = SubjectProcess.Start(Assembly);
        File.Copy(second, Assembly + ".new");
        File.Move(Assembly + ".new", Assembly, overwrite: true);
        Assert.Equal(File.ReadAllBytes(first), Read(subject));
    }

    [Fact]
    public void A_deleted_file_yields_the_old_bytes()
    {
        Deploy(first);
        using var subject = SubjectProcess.Start(Assembly);
        File.Delete(Assembly);
        Assert.Equal(File.ReadAllBytes(first), Read(subject));
    }

    [Fact]
    public void A_program_rebuilt_into_the_same_folder_while_it_runs_yields_the_old_bytes()
    {
        var assembly = SubjectProgram.Build("Waiting.cs.txt", Name, "rebuilt", "VALUE=3");
        var old = File.ReadAllBytes(assembly);
        using var subject = SubjectProcess.Start(assembly);
        SubjectProgram.Build("Waiting.cs.txt", Name, "rebuilt", "VALUE=4");
        Assert.NotEqual(old, File.ReadAllBytes(assembly));
        Assert.Equal(old, Read(subject));
        Assert.Equal("3", subject.Ask("value"));
    }

    [Fact]
    public void A_file_overwritten_in_place_is_refused_as_HF1020()
    {
        Deploy(first);
        using var subject = SubjectProcess.Start(Assembly);
        Thread.Sleep(TimeSpan.FromSeconds(1));
        File.Copy(second, Assembly, overwrite: true);
        Assert.Equal("HF1020", Refusal(subject).Id);
    }

    [Fact]
    public void A_file_overwritten_in_place_as_soon_as_the_program_runs_is_refused_as_HF1020()
    {
        Deploy(first);
        using var subject = SubjectProcess.Start(Assembly);
        File.Copy(second, Assembly, overwrite: true);
        Assert.Equal("HF1020", Refusal(subject).Id);
    }

    [Fact]
    public void A_file_overwritten_in_place_with_its_old_time_is_refused_as_HF1020()
    {
        Deploy(first);
        using var subject = SubjectProcess.Start(Assembly);
        File.Copy(second, Assembly, overwrite: true);
        File.SetLastWriteTimeUtc(Assembly, DateTime.UtcNow.AddDays(-1));
        Assert.Equal("HF1020", Refusal(subject).Id);
    }

    [Fact]
    public void A_file_overwritten_in_place_and_then_replaced_is_refused_as_HF1020()
    {
        Deploy(first);
        using var subject = SubjectProcess.Start(Assembly);
        File.WriteAllBytes(Assembly, File.ReadAllBytes(second));
        File.Copy(second, Assembly + ".new");
        File.Move(Assembly + ".new", Assembly, overwrite: true);
        Assert.Equal("HF1020", Refusal(subject).Id);
    }

    [Fact]
    public async Task A_program_that_a_script_built_and_then_became_is_read_from_its_file()
    {
        Deploy(first);
        var file = Assembly;
        File.Delete(file);
        using var script = Process.Start(new ProcessStartInfo("sh")
        {
            ArgumentList = { "-c", $"sleep 0.5; cp '{first}' '{file}'; exec dotnet '{file}'" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            Assert.NotNull(await script.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
            Assert.Equal(File.ReadAllBytes(first), Read(ProcessStatus.TryFind(script.Id)!.Value));
        }
        finally
        {
            script.Kill();
            script.WaitForExit();
        }
    }

    [Fact]
    public void A_rebuilt_program_tells_its_runtime_and_main_file()
    {
        Deploy(first);
        using var subject = SubjectProcess.Start(Assembly);
        var program = LoadedProgram.Read(subject.Target);
        Assert.Equal(RuntimeKind.CoreClr, program.Kind);
        Assert.Equal(Environment.Version.ToString(3), program.Version);
        Assert.Equal(Assembly, program.MainFile);
        Assert.Equal(Path.GetDirectoryName(typeof(object).Assembly.Location), program.RuntimeDirectory);
        Assert.Contains(program.Modules, m => m.FileName == "System.Private.CoreLib.dll");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static byte[] Read(SubjectProcess subject) => Read(subject.Target);

    private static byte[] Read(Target target) => [.. Assert.Single(LoadedProgram.Read(target).FindModules(Name)).ReadImage()];

    private static Diagnostic Refusal(SubjectProcess subject) =>
        Assert.Single(Assert.Throws<RefusedException>(() => Read(subject)).Diagnostics);

    private void Deploy(string assembly)
    {
        File.Copy(assembly, Assembly);
        File.Copy(Path.ChangeExtension(assembly, ".runtimeconfig.json"), Path.ChangeExtension(Assembly, ".runtimeconfig.json"), overwrite: true);
    }
}
