namespace Hotfixing.Tests.Building;

internal static class Refusals
{
    /// <summary>The one refusal, which has this id and says all that a refusal must.</summary>
    public static Diagnostic Expect(string id, Action action)
    {
        var refusal = Assert.Single(Assert.Throws<RefusedException>(action).Diagnostics);
        Assert.Equal((id, Severity.Refusal), (refusal.Id, refusal.Severity));
        Assert.NotEmpty(refusal.What);
        Assert.NotEmpty(refusal.Why);
        Assert.NotEmpty(refusal.Remedy);
        return refusal;
    }
}
