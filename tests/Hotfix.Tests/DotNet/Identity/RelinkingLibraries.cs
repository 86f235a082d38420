using System.Reflection.Metadata;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.Tests.DotNet.Identity;

/// <summary>Every method of libraries that nobody here wrote, linked onto itself: what comes out is what went in.</summary>
public sealed class RelinkingLibraries
{
    public static TheoryData<string> Libraries => ["Iced", "Spectre.Console", "System.CommandLine", "xunit.v3.assert", "xunit.v3.core"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_touched_method_has_the_code_it_had(string library)
    {
        using var check = Check(library, Touch.EveryMethod);
        var result = check.HoldAgainstOriginal();
        Assert.Equal([], check.Diagnostics.Where(d => d.Severity == Severity.Refusal).Select(d => d.What));
        Assert.Empty(result.Faults);
        Assert.Equal(result.Methods, result.InPlace + result.Moved);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Lambdas_and_state_machines_are_found_again_under_other_numbers(string library)
    {
        using var check = Check(library, Touch.WrittenMethods);
        var result = check.HoldAgainstOriginal();
        Assert.Equal([], check.Diagnostics.Where(d => d.Severity == Severity.Refusal).Select(d => d.What));
        Assert.Empty(result.Faults);
        Assert.Equal((result.Methods, 0), (result.InPlace + result.Unchanged, result.Moved));
    }

    [Fact]
    public void What_is_said_of_thousands_of_functions_can_be_read()
    {
        using var check = Check("Spectre.Console", Touch.EveryMethod);
        Assert.All(check.Diagnostics, d => Assert.InRange(d.What.Length, 1, 500));
    }

    [Fact]
    public void A_reference_to_something_else_is_seen() => Assert.Single(FaultsAfter(body =>
        (body.FixupTokens[^1], body.FixupTokens[^2]) = (body.FixupTokens[^2], body.FixupTokens[^1])));

    [Fact]
    public void An_instruction_that_became_another_is_seen() =>
        Assert.Single(FaultsAfter(body => body.Body[^1] = (byte)ILOpCode.Throw));

    private static IReadOnlyList<string> FaultsAfter(Action<BodyPatch> damage)
    {
        using var check = Check("System.CommandLine", Touch.EveryMethod);
        damage(check.Linked.Module.Bodies.First(
            b => b.Body[^1] == (byte)ILOpCode.Ret && b.FixupTokens.Length > 2 && b.FixupTokens[^1] != b.FixupTokens[^2]));
        return check.HoldAgainstOriginal().Faults;
    }

    private static IdentityCheck Check(string library, Touch touch)
    {
        var path = Path.Combine(AppContext.BaseDirectory, $"{library}.dll");
        return new IdentityCheck(path, TouchedBuild.Of(path, touch));
    }
}
