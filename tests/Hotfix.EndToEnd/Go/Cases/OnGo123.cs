namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>An ordinary program of Go 1.23.</summary>
public sealed class OnGo123(OnGo123.Patched program) : GoCases(program), IClassFixture<OnGo123.Patched>
{
    public sealed class Patched() : PatchedCases("1.23");
}
