namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>An ordinary program of Go 1.24.</summary>
public sealed class OnGo124(OnGo124.Patched program) : GoCases(program), IClassFixture<OnGo124.Patched>
{
    public sealed class Patched() : PatchedCases("1.24");
}
