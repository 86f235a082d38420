namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>An ordinary program of Go 1.26.</summary>
public sealed class OnGo126(OnGo126.Patched program) : GoCases(program), IClassFixture<OnGo126.Patched>
{
    public sealed class Patched() : PatchedCases("1.26");
}
