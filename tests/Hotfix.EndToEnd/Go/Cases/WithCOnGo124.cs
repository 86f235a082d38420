using Hotfixing.GoPrograms;

namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>A program of Go 1.24 with C code.</summary>
public sealed class WithCOnGo124(WithCOnGo124.Patched program) : GoCases(program), IClassFixture<WithCOnGo124.Patched>
{
    public sealed class Patched() : PatchedCases("1.24", new GoBuildOptions { Cgo = true });
}
