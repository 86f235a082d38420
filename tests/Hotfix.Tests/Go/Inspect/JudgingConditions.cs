using Hotfixing.Go.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.Tests.Go.Inspect;

public class JudgingConditions
{
    private static readonly Target Target = new(42, 1);
    private static readonly TracingConditions Free = new()
    {
        IsPermitted = true,
        IsFiltered = false,
        Tracer = 0,
        YamaScope = 0,
        HasCapability = false,
        IsSuspended = false,
        HasShadowStack = false,
    };

    public static TheoryData<string, TracingConditions, string> Obstacles => new()
    {
        { "HF4202", Free with { Tracer = 7, IsPermitted = false }, "process 7 (gdb)" },
        { "HF4203", Free with { IsPermitted = false, YamaScope = 1 }, "set kernel.yama.ptrace_scope to 0" },
        { "HF4203", Free with { IsPermitted = false, YamaScope = 2 }, "CAP_SYS_PTRACE" },
        { "HF4203", Free with { IsPermitted = false, YamaScope = 3, HasCapability = true }, "3 cannot be changed" },
        { "HF4204", Free with { IsFiltered = true }, "--cap-add=SYS_PTRACE" },
        { "HF4205", Free with { IsPermitted = false }, "as root" },
        { "HF4205", Free with { IsPermitted = false, YamaScope = 1, HasCapability = true }, "as root" },
        { "HF4206", Free with { IsSuspended = true }, "kill -CONT" },
        { "HF4208", Free with { HasShadowStack = true }, "x86_shstk" },
    };

    [Theory]
    [MemberData(nameof(Obstacles))]
    public void An_obstacle_is_named_with_the_one_thing_to_change(string id, TracingConditions conditions, string text)
    {
        var diagnostic = TracingCheck.Judge(Target, conditions, "gdb");
        Assert.Equal((id, Severity.Refusal), (diagnostic!.Id, diagnostic.Severity));
        Assert.Contains(text, diagnostic.What + diagnostic.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Nothing_in_the_way_is_no_diagnostic(int scope) => Assert.Null(TracingCheck.Judge(Target, Free with { YamaScope = scope }, ""));
}
