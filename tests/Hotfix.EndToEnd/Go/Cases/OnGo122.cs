namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>An ordinary program of Go 1.22.</summary>
public sealed class OnGo122(OnGo122.Patched program) : GoCases(program), IClassFixture<OnGo122.Patched>
{
    public sealed class Patched() : PatchedCases("1.22");
}
