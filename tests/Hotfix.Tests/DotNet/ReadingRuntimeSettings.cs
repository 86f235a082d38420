using System.Text;

using Hotfixing.DotNet.Inspect;

namespace Hotfixing.Tests.DotNet;

public class ReadingRuntimeSettings
{
    [Theory]
    [InlineData("DOTNET_EnableDiagnostics", "0", true)]
    [InlineData("COMPlus_EnableDiagnostics", "00", true)]
    [InlineData("DOTNET_EnableDiagnostics", "0x0", true)]
    [InlineData("DOTNET_EnableDiagnostics", "1", false)]
    [InlineData("DOTNET_EnableDiagnostics", "", false)]
    [InlineData("DOTNET_EnableDiagnostics_IPC", "0", false)]
    public void A_feature_is_off_when_its_setting_is_zero(string name, string value, bool isOff)
    {
        var environment = new Dictionary<string, string> { [name] = value };
        Assert.Equal(isOff ? $"{name}={value}" : null, RuntimeSettings.FindOff(environment, "EnableDiagnostics"));
    }

    [Fact]
    public void A_profiler_is_named_by_its_path_before_its_class()
    {
        var environment = new Dictionary<string, string> { ["CORECLR_PROFILER"] = "{1}", ["CORECLR_PROFILER_PATH"] = "/opt/apm.so" };
        Assert.Null(RuntimeSettings.FindProfiler(environment));
        environment["CORECLR_ENABLE_PROFILING"] = "1";
        Assert.Equal("/opt/apm.so", RuntimeSettings.FindProfiler(environment));
    }

    [Theory]
    [InlineData("""{ "runtimeOptions": { "configProperties": { "System.StartupHookProvider.IsSupported": false } } }""", true)]
    [InlineData("""{ "runtimeOptions": { "configProperties": { "System.StartupHookProvider.IsSupported": "False" } } }""", true)]
    [InlineData("""{ "runtimeOptions": { "configProperties": { "System.StartupHookProvider.IsSupported": true } } }""", false)]
    [InlineData("""{ "runtimeOptions": { } }""", false)]
    [InlineData("""[]""", false)]
    [InlineData("""not json""", false)]
    public void Startup_hooks_are_off_when_the_configuration_says_so(string text, bool isOff) =>
        Assert.Equal(isOff, RuntimeSettings.SwitchesStartupHooksOff(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void The_program_these_tests_run_in_is_an_x64_program_without_a_runtime_inside()
    {
        var program = ElfProgram.TryRead("/proc/self/exe");
        Assert.NotNull(program);
        Assert.True(program.IsX64);
        Assert.False(program.HasRuntimeInside);
        Assert.False(program.IsNativeAot);
    }

    [Fact]
    public void A_program_for_another_processor_is_known_by_its_header_and_refused_as_HF1004()
    {
        const int Machine = 18;
        var bytes = File.ReadAllBytes("/proc/self/exe");
        bytes[Machine] = 183;
        var copy = Path.GetTempFileName();
        File.WriteAllBytes(copy, bytes);
        var program = ElfProgram.TryRead(copy);
        File.Delete(copy);
        Assert.False(program!.IsX64);
        Assert.Equal("HF1004", TargetDiagnostics.OtherArchitecture(default, program.Machine).Id);
        Assert.Equal("arm64", program.Machine);
    }

    [Fact]
    public void What_is_no_program_is_not_read()
    {
        Assert.Null(ElfProgram.TryRead("/proc/self/status"));
        Assert.Null(ElfProgram.TryRead("/proc/self/nothing"));
    }
}
