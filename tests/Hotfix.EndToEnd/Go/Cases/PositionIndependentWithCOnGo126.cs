using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>A position-independent program of Go 1.26 with C code.</summary>
public sealed class PositionIndependentWithCOnGo126(PositionIndependentWithCOnGo126.Patched program) : GoCases(program), IClassFixture<PositionIndependentWithCOnGo126.Patched>
{
    public sealed class Patched() : PatchedCases("1.26", new GoBuildOptions { Cgo = true, Arguments = ["-buildmode=pie"] });
}
