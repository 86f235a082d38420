using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>A program of Go 1.19 with C code.</summary>
public sealed class WithCOnGo119(WithCOnGo119.Patched program) : GoCases(program), IClassFixture<WithCOnGo119.Patched>
{
    public sealed class Patched() : PatchedCases("1.19", new GoBuildOptions { Cgo = true });
}
