namespace Hotfixing.EndToEnd.DotNet;

/// <summary>Methods of the framework, which lies in native code before the program starts.</summary>
public sealed class FrameworkTests
{
    // ldc.i4.0; ret
    private static readonly byte[] s_returnsFalse = HandMadePatch.Tiny(0x16, 0x2A);

    [Fact]
    public void A_method_of_the_core_library_is_replaced_and_restored()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        Assert.Equal("True,True", subject.Ask("framework"));
        AgentTests.Apply(subject, HandMadePatch.Of(typeof(object).Assembly.Location, "IsNullOrWhiteSpace", s_returnsFalse, []));
        Assert.Equal("False,True", subject.Ask("framework"));
        AgentTests.Session(subject).Revert(null);
        Assert.Equal("True,True", subject.Ask("framework"));
    }

    [Fact]
    public void A_method_of_another_assembly_of_the_framework_is_replaced_and_restored()
    {
        using var subject = SubjectProcess.Start(Constants.Original);
        Assert.Equal("True,True", subject.Ask("framework"));
        AgentTests.Apply(subject, HandMadePatch.Of(typeof(System.Net.IPAddress).Assembly.Location, "IsLoopback", s_returnsFalse, []));
        Assert.Equal("True,False", subject.Ask("framework"));
        AgentTests.Session(subject).Revert(null);
        Assert.Equal("True,True", subject.Ask("framework"));
    }
}
