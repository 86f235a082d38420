using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>A position-independent program of Go 1.19.</summary>
public sealed class PositionIndependentOnGo119(PositionIndependentOnGo119.Patched program) : GoCases(program), IClassFixture<PositionIndependentOnGo119.Patched>
{
    public sealed class Patched() : PatchedCases("1.19", new GoBuildOptions { Arguments = ["-buildmode=pie"] });
}
