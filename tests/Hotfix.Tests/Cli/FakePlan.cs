using System.Diagnostics.CodeAnalysis;

namespace Hotfixing.Tests.Cli;

internal sealed class FakePlan : PatchPlan
{
    [SetsRequiredMembers]
    public FakePlan(Target target, params Diagnostic[] diagnostics)
    {
        Target = target;
        Patch = FakeEngine.Patch;
        Replacements = [new Replacement("Shop.Price.Of(int)", "Shop.dll"), new Replacement("Shop.Cart<T>.Add(T)", "Shop.dll")];
        Added = ["Shop.Price.Round(decimal)"];
        Remaining = ["Shop.Program.Main()"];
        Diagnostics = diagnostics;
        IsEmpty = false;
    }
}
