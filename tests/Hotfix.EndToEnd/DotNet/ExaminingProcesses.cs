using Hotfixing.DotNet;
using Hotfixing.DotNet.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>What can be told from outside of whether a process can be patched.</summary>
public sealed class ExaminingProcesses : IDisposable
{
    private readonly string program = SubjectProgram.Build("Waiting.cs.txt", "Waiting", "first", "VALUE=1");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-examine-");

    [Fact]
    public void An_ordinary_program_has_nothing_against_it()
    {
        using var subject = SubjectProcess.Start(program);
        Assert.Empty(Examine(subject));
        Assert.Equal(
            new RuntimeDescription(".NET", Environment.Version.ToString(3), program, HasBeenPatched: false),
            new DotNetEngine().Recognize(subject.Target));
    }

    [Theory]
    [InlineData("HF1015", "DOTNET_EnableDiagnostics", "0")]
    [InlineData("HF1015", "COMPlus_EnableDiagnostics", "0")]
    [InlineData("HF1015", "DOTNET_EnableDiagnostics_IPC", "0")]
    [InlineData("HF1022", "DOTNET_EnableDiagnostics_Profiler", "0")]
    public void A_setting_in_the_environment_that_is_in_the_way_is_named(string id, string name, string value)
    {
        using var subject = SubjectProcess.Start(program, (name, value));
        var diagnostic = Assert.Single(Examine(subject));
        Assert.Equal(id, diagnostic.Id);
        Assert.Contains($"{name}={value}", diagnostic.What);
    }

    [Fact]
    public void A_profiler_from_the_environment_is_HF1017()
    {
        using var subject = SubjectProcess.Start(
            program,
            ("CORECLR_ENABLE_PROFILING", "1"),
            ("CORECLR_PROFILER", "{00000000-0000-0000-0000-000000000001}"),
            ("CORECLR_PROFILER_PATH", "/opt/apm/libapm.so"));
        var diagnostic = Assert.Single(Examine(subject));
        Assert.Equal("HF1017", diagnostic.Id);
        Assert.Contains("/opt/apm/libapm.so", diagnostic.What);
    }

    [Fact]
    public void A_diagnostics_socket_that_was_deleted_is_HF1016()
    {
        using var subject = SubjectProcess.Start(program, ("TMPDIR", folder.FullName));
        Assert.Empty(Examine(subject));
        File.Delete(Assert.Single(Directory.GetFiles(folder.FullName, "dotnet-diagnostic-*-socket")));
        Assert.Equal(["HF1016"], Examine(subject).Select(d => d.Id));
    }

    [Fact]
    public void A_temporary_folder_that_is_not_there_is_HF1019()
    {
        using var subject = SubjectProcess.Start(program, ("TMPDIR", Path.Combine(folder.FullName, "missing")));
        Assert.Equal(["HF1016", "HF1019"], Examine(subject).Select(d => d.Id));
    }

    [Fact]
    public void Startup_hooks_switched_off_in_the_configuration_are_HF1018()
    {
        var copy = Path.Combine(folder.FullName, Path.GetFileName(program));
        File.Copy(program, copy);
        File.WriteAllText(
            Path.ChangeExtension(copy, ".runtimeconfig.json"),
            $$"""
            {
              "runtimeOptions": {
                "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version.ToString(3)}}" },
                "configProperties": { "System.StartupHookProvider.IsSupported": false }
              }
            }
            """);
        using var subject = SubjectProcess.Start(copy);
        Assert.Equal(["HF1018"], Examine(subject).Select(d => d.Id));
    }

    [Fact]
    public void The_C_library_of_Alpine_is_HF1014()
    {
        var library = NativeProgram.Compile("", Path.Combine(folder.FullName, "ld-musl-x86_64.so.1"), "-shared");
        using var subject = SubjectProcess.Start(program, ("LD_PRELOAD", library));
        Assert.Equal(["HF1014"], Examine(subject).Select(d => d.Id));
    }

    [Fact]
    public void A_runtime_before_8_is_HF1013()
    {
        var library = NativeProgram.Compile("", Path.Combine(folder.FullName, "7.0.20", "libcoreclr.so"), "-shared");
        var native = NativeProgram.Compile(NativeProgram.Waiting, Path.Combine(folder.FullName, "old"));
        using var subject = SubjectProcess.StartThrough([native], ("LD_PRELOAD", library));
        Assert.Contains("HF1013", Examine(subject).Select(d => d.Id));
        Assert.Equal("HF1013", Refusal(subject).Id);
    }

    [Fact]
    public void A_program_compiled_ahead_of_time_is_HF1012()
    {
        var native = NativeProgram.Compile(
            NativeProgram.Waiting + "\n__attribute__((section(\"__managedcode\"), used)) static void managed(void) { }",
            Path.Combine(folder.FullName, "aot"));
        using var subject = SubjectProcess.StartThrough([native]);
        Assert.Equal(["HF1012"], Examine(subject).Select(d => d.Id));
        Assert.Equal("HF1012", Refusal(subject).Id);
    }

    [Fact]
    public void A_single_file_whose_list_of_contents_is_missing_is_HF1011()
    {
        var native = NativeProgram.Compile(
            NativeProgram.Waiting + "\nint DotNetRuntimeInfo = 1;", Path.Combine(folder.FullName, "single"), "-rdynamic");
        using var subject = SubjectProcess.StartThrough([native]);
        Assert.Equal(["HF1011"], Examine(subject).Select(d => d.Id));
        Assert.Equal("HF1011", Refusal(subject).Id);
    }

    [Fact]
    public void A_single_file_has_nothing_against_it()
    {
        var bundle = SubjectProgram.PublishSingleFile("Waiting.cs.txt", "Waiting", "single", extractsItself: false, "VALUE=1");
        using var subject = SubjectProcess.StartThrough([bundle]);
        Assert.Empty(Examine(subject));
        Assert.Equal(
            new RuntimeDescription(".NET", Environment.Version.ToString(3), bundle, HasBeenPatched: false),
            new DotNetEngine().Recognize(subject.Target));
    }

    [Fact]
    public void A_single_file_that_extracts_itself_is_read_like_any_program()
    {
        var bundle = SubjectProgram.PublishSingleFile("Waiting.cs.txt", "Waiting", "extracting", extractsItself: true, "VALUE=1");
        using var subject = SubjectProcess.StartThrough([bundle], ("DOTNET_BUNDLE_EXTRACT_BASE_DIR", folder.FullName));
        Assert.Empty(Examine(subject));
        var module = Assert.Single(LoadedProgram.Read(subject.Target).FindModules("Waiting"));
        Assert.StartsWith(folder.FullName, module.Path);
        Assert.Equal(File.ReadAllBytes(module.Path), module.ReadImage());
    }

    [Fact]
    public void A_program_that_is_not_of_NET_is_not_recognized()
    {
        var native = NativeProgram.Compile(NativeProgram.Waiting, Path.Combine(folder.FullName, "native"));
        using var subject = SubjectProcess.StartThrough([native]);
        Assert.Null(new DotNetEngine().Recognize(subject.Target));
        Assert.Equal("HF1002", Refusal(subject).Id);
    }

    [Fact]
    public void A_program_that_has_ended_is_said_to_have_ended()
    {
        using var subject = SubjectProcess.Start(program);
        subject.End();
        Assert.Throws<TargetExitedException>(() => new DotNetEngine().Examine(subject.Target));
        Assert.Throws<TargetExitedException>(() => new DotNetEngine().Recognize(subject.Target));
    }

    [Fact]
    public void An_image_that_nothing_leads_to_any_more_is_HF1021()
    {
        using var subject = SubjectProcess.Start(program);
        var gone = new MemoryMapping(0x1000, 0x2000, "r--p", 0, new FileIdentity(1, 2, 3), "/gone/Waiting.dll", IsDeleted: true);
        var module = new FileModule(subject.Target, [gone], new Lazy<DateTimeOffset>(DateTimeOffset.UtcNow));
        Assert.Equal("HF1021", Assert.Single(Assert.Throws<RefusedException>(() => module.ReadImage()).Diagnostics).Id);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static IReadOnlyList<Diagnostic> Examine(SubjectProcess subject) => new DotNetEngine().Examine(subject.Target);

    private static Diagnostic Refusal(SubjectProcess subject) =>
        Assert.Single(Assert.Throws<RefusedException>(() => new DotNetEngine().Attach(subject.Target)).Diagnostics);
}
