namespace Hotfixing.Tests.Cli;

internal static class Patches
{
    public static AppliedPatch Price() => Numbered(1);

    public static AppliedPatch Numbered(int id) => new()
    {
        Id = new PatchId(id),
        Source = "/build/Shop",
        AppliedAt = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
        AppliedBy = "ada",
        Replacements = [new Replacement("Shop.Price.Of(int)", "Shop.dll", "compiled")],
        Duration = TimeSpan.FromMilliseconds(29.4),
        StoodStill = TimeSpan.Zero,
    };
}
