using System.Diagnostics;

using Hotfixing.GoPrograms;
using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.GoBadInput;

/// <summary>The program and the patch are right, but here and now nothing can be built, or nothing put into the process.</summary>
public sealed class WrongGoCircumstances : IDisposable
{
    // ptrace, process_vm_readv and process_vm_writev on x64 (arch/x86/entry/syscalls/syscall_64.tbl).
    private const int Trace = 101;
    private const int ReadProcess = 310;
    private const int WriteProcess = 311;

    /// <summary>Runs a command in which one system call is not permitted, as filters of containers do it.</summary>
    private const string Filter = """
        #include <stddef.h>
        #include <stdlib.h>
        #include <unistd.h>
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        #include <sys/prctl.h>
        int main(int c, char **v) {
            struct sock_filter f[] = {
                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, atoi(v[1]), 0, 1),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
            struct sock_fprog p = { 4, f };
            return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p) || execvp(v[2], v + 2);
        }
        """;

    private const string Seize = """
        #include <stdio.h>
        #include <stdlib.h>
        #include <sys/ptrace.h>
        int main(int c, char **v) { return ptrace(PTRACE_SEIZE, atoi(v[1]), 0, 0) != 0 ? 1 : (puts("ready"), fflush(stdout), getchar(), 0); }
        """;

    // What the go command works out of the module that WriteModuleCache writes.
    private const string DependencyHash = "h1:WWgsfFr9LnAD2i0onU4VzjOCjTGCvE5WZZRJRvO8E6A=";
    private const string DependencySums = $"example.com/dep v1.0.0 {DependencyHash}\nexample.com/dep v1.0.0/go.mod h1:fGPp69Hit/toBUWE+Ldh2b+Bo3ABzILGe56XIcOE/Is=\n";

    private readonly GoBakery bakery = GoBakery.Start();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-test-");

    public void Dispose()
    {
        bakery.IsUntouched();
        bakery.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Another_tool_traces_the_process()
    {
        var debugger = NativeProgram.Compile(Seize, Path.Combine(folder.FullName, "debugger"));
        using var tracing = SubjectProcess.StartThrough([debugger, bakery.ProcessId]);
        Refuse("HF4202", [], $"is being traced by process {tracing.Target.ProcessId} (debugger)", "let that debugger or tracer go");
    }

    [Theory]
    [InlineData(Trace)]
    [InlineData(ReadProcess)]
    [InlineData(WriteProcess)]
    public void A_filter_forbids_a_system_call(int call)
    {
        var filter = NativeProgram.Compile(Filter, Path.Combine(folder.FullName, "filter"));
        Refuse("HF4204", [filter, $"{call}"], "--cap-add=SYS_PTRACE");
    }

    [Fact]
    public void The_process_is_suspended()
    {
        Signal("STOP");
        Assert.True(SpinWait.SpinUntil(() => ProcessStatus.TryRead(bakery.Target.ProcessId)!.State == 'T', TimeSpan.FromSeconds(20)));
        try
        {
            Refuse("HF4206", [], "kill -CONT");
        }
        finally
        {
            Signal("CONT");
        }
    }

    [Fact]
    public void There_is_no_toolchain()
    {
        var result = RunWithoutGo();
        result.HasRefusedPlan("HF4301");
        Assert.Contains($"the program was built with {GoBakery.Original.Toolchain.Version}, and that toolchain is not here", result.Out);
        Assert.SkipWhen(WithoutGo.IsInstalled, "there is a Go toolchain on this machine that cannot be hidden");
        Assert.Contains("there is no Go at all", result.Out);
    }

    [Fact]
    public void There_is_another_toolchain()
    {
        var other = GoToolchain.Require("1.22");
        var result = RunWithoutGo($"GOROOT={other.Root}");
        result.HasRefusedPlan("HF4301");
        var version = GoBakery.Original.Toolchain.Version;
        Assert.Contains($"was built with {version}", result.Out);
        Assert.Contains($"{other.Version} in {other.Root}", result.Out);
        Assert.Contains($"go install golang.org/dl/{version}@latest && {version} download", result.Out);
    }

    [Fact]
    public void The_toolchain_that_is_named_is_another_one()
    {
        var other = GoToolchain.Require("1.22");
        var result = RunWithoutGo($"HOTFIX_GO={other.Root}");
        result.HasRefusedPlan("HF4302");
        Assert.Contains($"HOTFIX_GO names {other.Root}, which is {other.Version}; the program was built with {GoBakery.Original.Toolchain.Version}", result.Out);
    }

    [Fact]
    public void What_is_named_as_toolchain_is_none()
    {
        var result = RunWithoutGo("HOTFIX_GO=/etc");
        result.HasRefusedPlan("HF4302");
        Assert.Contains("HOTFIX_GO names /etc, which is no Go toolchain", result.Out);
    }

    [Fact]
    public void Modules_are_taken_from_where_the_operators_variables_say()
    {
        var edited = GoProgram.Write(GoBakery.Sources
            .Replace("\"bufio\"", "\"bufio\"\n\t\"example.com/dep\"").Replace("return opened", "return dep.Add(opened, 1)")
            .With("go.mod", "module example.com/subject\n\ngo 1.19\n\nrequire example.com/dep v1.0.0\n").With("go.sum", DependencySums));
        CommandResult Plan(params string[] through) => HotfixCommand.RunThrough([.. through, "dotnet", HotfixCommand.Assembly], "plan", bakery.ProcessId, edited);

        var modules = WriteModuleCache(Path.Combine(folder.FullName, "pkg", "mod"));
        Plan().HasRefusedPlan("HF4304");
        Assert.Contains("main.IsOpen", Plan("env", $"GOMODCACHE={modules}").Succeeds());
        Assert.Contains("main.IsOpen", Plan("env", $"GOPATH={folder.FullName}").Succeeds());
    }

    [Fact]
    public void A_service_has_no_HOME()
    {
        string[] without = ["env", "-u", "HOME", "-u", "XDG_CACHE_HOME", "-u", "GOCACHE", $"HOTFIX_GO={GoBakery.Original.Toolchain.Root}"];
        Assert.Contains("main.IsOpen", HotfixCommand.RunThrough([.. without, "dotnet", HotfixCommand.Assembly], "plan", bakery.ProcessId, GoBakery.Edited).Succeeds());
    }

    [Fact]
    public void A_workspace_is_left_out_where_the_operators_variables_say()
    {
        var edited = GoProgram.Write(GoBakery.Sources.Replace("return opened", "return opened + 1").With("go.work", "go 1.19\n"));
        HotfixCommand.Run("plan", bakery.ProcessId, edited).HasRefusedPlan("HF4303");
        HotfixCommand.RunThrough(["env", "GOWORK=off", "dotnet", HotfixCommand.Assembly], "plan", bakery.ProcessId, edited).Succeeds();
    }

    /// <summary>Leaves a module where the go command would have put it.</summary>
    private static string WriteModuleCache(string folder)
    {
        const string Module = "module example.com/dep\n\ngo 1.19\n";
        var (downloaded, sources) = (Path.Combine(folder, "cache", "download", "example.com", "dep", "@v", "v1.0.0"), Path.Combine(folder, "example.com", "dep@v1.0.0"));
        Directory.CreateDirectory(Path.GetDirectoryName(downloaded)!);
        Directory.CreateDirectory(sources);
        File.WriteAllText($"{downloaded}.info", "{\"Version\":\"v1.0.0\"}");
        File.WriteAllText($"{downloaded}.mod", Module);
        File.WriteAllText($"{downloaded}.ziphash", DependencyHash);
        File.WriteAllText($"{downloaded}.zip", "");
        File.WriteAllText(Path.Combine(sources, "go.mod"), Module);
        File.WriteAllText(Path.Combine(sources, "dep.go"), "package dep\n\n//go:noinline\nfunc Add(a, b int) int { return a + b }\n");
        return folder;
    }

    [Theory]
    [InlineData("/missing")]
    [InlineData("/proc")]
    public void HF4321_the_folder_for_temporary_files_cannot_be_used(string temporary)
    {
        var result = HotfixCommand.RunThrough(["env", $"TMPDIR={temporary}", "dotnet", HotfixCommand.Assembly], "apply", bakery.ProcessId, GoBakery.Edited);
        result.HasRefusedPlan("HF4321");
        Assert.Contains(temporary, result.Out);
    }

    private CommandResult RunWithoutGo(params string[] variables) =>
        HotfixCommand.RunThrough(WithoutGo.Command(folder.FullName, variables), "apply", bakery.ProcessId, GoBakery.Edited);

    private void Refuse(string id, string[] through, params string[] said)
    {
        HotfixCommand.RunThrough([.. through, "dotnet", HotfixCommand.Assembly], "doctor", bakery.ProcessId).HasRefusedPlan(id);
        var result = HotfixCommand.RunThrough([.. through, "dotnet", HotfixCommand.Assembly], "apply", bakery.ProcessId, GoBakery.Edited);
        result.IsRefused(id);
        Assert.All(said, s => Assert.Contains(s, result.Error));
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", bakery.ProcessId]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
