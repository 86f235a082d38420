namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>An ordinary program of Go 1.19.</summary>
public sealed class OnGo119(OnGo119.Patched program) : GoCases(program), IClassFixture<OnGo119.Patched>
{
    public sealed class Patched() : PatchedCases("1.19");
}
