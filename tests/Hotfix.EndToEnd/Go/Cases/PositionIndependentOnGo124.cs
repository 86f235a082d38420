using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>A position-independent program of Go 1.24.</summary>
public sealed class PositionIndependentOnGo124(PositionIndependentOnGo124.Patched program) : GoCases(program), IClassFixture<PositionIndependentOnGo124.Patched>
{
    public sealed class Patched() : PatchedCases("1.24", new GoBuildOptions { Arguments = ["-buildmode=pie"] });
}
