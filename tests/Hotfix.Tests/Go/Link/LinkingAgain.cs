using Hotfixing.Go.Link;
using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Go.Link;

public class LinkingAgain
{
    private static readonly GoSources Second = LinkingAdditions.Extended.Replace("return c.radius * 3", "return c.radius * 4").Replace("helper(n+1)", "helper(n+2)");

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_second_patch_uses_the_types_variables_and_itabs_of_the_first(string version)
    {
        var (first, linking) = Stacked(version, Second);
        var image = linking.Link().Image;
        Assert.NotEmpty(first.Contents.Types);
        Assert.Empty(image.Contents.Types);
        Assert.Empty(image.Contents.Variables);
        Assert.Empty(image.Itabs);
        Assert.Null(image.Initialisers);
        Assert.Null(image.TypesEnd);
        Assert.True(image.Areas[0].Start >= first.Areas[^1].Start + first.Areas[^1].Length);
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void Every_function_the_first_patch_brought_of_the_program_leads_to_its_newest_version(string version)
    {
        var (first, linking) = Stacked(version, Second);
        var image = linking.Link().Image;
        var area = image.Detours.Single(d => d.Function == "main.(*circle).Area");
        Assert.Equal(first.Contents.Functions["main.(*circle).Area"].Address, area.Entry);
        Assert.Equal(image.Contents.Functions["main.(*circle).Area"].Address, area.Replacement);
        // The program's own version leads to the newest one, and so does that of the first patch.
        var builds = image.Detours.Where(d => d.Function == "main.build").ToList();
        Assert.Equal(
            [linking.Program.Find("main.build")!.Start.Value, first.Contents.Functions["main.build"].Address.Value],
            builds.Select(d => d.Entry.Value).Order());
        Assert.All(builds, d => Assert.Equal(image.Contents.Functions["main.build"].Address, d.Replacement));
        Assert.Single(image.Detours, d => d.Function == "main.twice");
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void What_is_as_in_the_program_again_leads_back_to_it(string version)
    {
        var (first, linking) = Stacked(version, WorkshopSource.Files.Replace("helper(n+1)", "helper(n+2)"));
        var image = (linking with { Request = linking.Request with { Restored = ["main.build"] } }).Link().Image;
        var detours = image.Detours.Where(d => d.Function == "main.build").OrderBy(d => d.Entry).ToList();
        Assert.Equal((linking.Program.Find("main.build")!.Start.Value, null), (detours[0].Entry.Value, detours[0].Replacement?.Value));
        Assert.Equal((first.Contents.Functions["main.build"].Address, detours[0].Entry), (detours[1].Entry, detours[1].Replacement!.Value));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void What_the_first_patch_brought_of_the_toolchain_is_used_and_not_brought_again(string version)
    {
        var (first, linking) = Stacked(version, Second);
        var standard = Standard(first, linking).Where(f => !IsInstance(f)).ToList();
        Assert.Contains("strings.Map", standard);
        var image = linking.Link().Image;
        Assert.Contains("main.(*circle).Name", image.Contents.Functions.Keys);
        Assert.Empty(image.Contents.Functions.Keys.Intersect(standard));
        Assert.Empty(image.Detours.Select(d => d.Function).Intersect(standard));
    }

    [Theory]
    [InlineData("1.22")]
    [InlineData("1.23")]
    [InlineData("1.24")]
    [InlineData("1.26")]
    public void Generic_functions_of_the_toolchain_were_made_for_types_of_the_program_and_are_brought_again(string version)
    {
        var (first, linking) = Stacked(version, Second);
        var instances = Standard(first, linking).Where(f => IsInstance(f) && linking.Object.Find(f) is not null && linking.Program.Find(f) is null).ToList();
        Assert.NotEmpty(instances);
        var image = linking.Link().Image;
        Assert.All(instances, f => Assert.Contains(f, image.Contents.Functions.Keys));
        Assert.All(instances, f => Assert.Contains(
            image.Detours, d => d.Entry == first.Contents.Functions[f].Address && d.Replacement == image.Contents.Functions[f].Address));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void What_goes_on_running_the_version_of_an_earlier_patch_is_said(string version)
    {
        var edited = WorkshopSource.Files
            .Replace("return func() int { count++; return count + kind }", "return func() int { count += 2; return count + extra(kind) }")
            .Replace("func init() { count = 1 }", "func init() { count = 1 }\n\n//go:noinline\nfunc extra(n int) int { return n + count }");
        var first = LinkCase.Of(version, WorkshopSource.Files, edited).Link();
        Assert.Empty(first.Diagnostics);
        var options = new LinkCaseOptions { Earlier = [first.Image] };
        var again = LinkCase.Of(version, WorkshopSource.Files, edited.Replace("return \"three\"", "return \"threes\""), options).Link().Diagnostics;
        Assert.Contains("main.build.func1", Assert.Single(again, d => d.Id == "HF4116").What);
        Assert.DoesNotContain(again, d => d.Id == "HF4117");
        var without = LinkCase.Of(version, WorkshopSource.Files, WorkshopSource.Files.Replace("return \"three\"", "return \"threes\""), options).Link().Diagnostics;
        Assert.Contains("main.extra", Assert.Single(without, d => d.Id == "HF4117").What);
        Assert.All(without, d => Assert.Equal(Severity.Warning, d.Severity));
    }

    [Theory]
    [MemberData(nameof(GoToolchain.Versions), MemberType = typeof(GoToolchain))]
    public void A_type_without_a_descriptor_that_changed_since_an_earlier_patch_is_not_shared(string version)
    {
        const string Used = "return \"three\"";
        var edited = WorkshopSource.Files
            .Replace("func init() { count = 1 }", "func init() { count = 1 }\n\ntype pair struct{ a, b int32 }\n\nvar total pair\n\n//go:noinline\nfunc extra(p *pair, n int) int { return int(p.a) + n }")
            .Replace(Used, "total.a += 2\n\t\treturn extra(&total, kind)");
        var first = LinkCase.Of(version, WorkshopSource.Files, edited).Link().Image;
        Assert.Contains("main.total", first.Contents.Variables.Keys);
        var options = new LinkCaseOptions { Earlier = [first] };
        var second = LinkCase.Of(version, WorkshopSource.Files, edited.Replace("total.a += 2", "total.a += 3"), options).Link().Image;
        Assert.Contains(second.Detours, d => d.Function == "main.extra" && d.Entry == first.Contents.Functions["main.extra"].Address);
        var changed = edited.Replace("a, b int32", "b, a int32");
        Assert.Contains(LinkCase.Of(version, WorkshopSource.Files, changed, options).Refusal().Id, new[] { "HF4112", "HF4118" });
        Assert.Equal("HF4118", LinkCase.Of(version, WorkshopSource.Files, changed.Replace("func extra(p *pair, n int) int { return int(p.a) + n }", "func more(p *pair, n int) int { return int(p.a) + n }").Replace("extra(&", "more(&"), options).Refusal().Id);
    }

    [Fact]
    public void A_function_of_an_earlier_patch_whose_parameters_are_not_known_to_be_the_same_is_refused()
    {
        var first = LinkCase.Of("1.24", WorkshopSource.Files, LinkingAdditions.Extended).Link().Image;
        var options = new LinkCaseOptions { Earlier = [first], KnowsSignatures = false };
        Assert.Equal("HF4112", LinkCase.Of("1.24", WorkshopSource.Files, Second, options).Refusal().Id);
    }

    private static IEnumerable<string> Standard(PatchImage first, LinkCase linking) =>
        first.Contents.Functions.Keys.Where(f => linking.Request.IsStandard(SymbolNames.Package(f)));

    private static bool IsInstance(string function) => function.Contains('[', StringComparison.Ordinal);

    private static (PatchImage First, LinkCase Second) Stacked(string version, GoSources second)
    {
        var first = LinkCase.Of(version, WorkshopSource.Files, LinkingAdditions.Extended).Link().Image;
        return (first, LinkCase.Of(version, WorkshopSource.Files, second, new LinkCaseOptions { Earlier = [first] }));
    }
}
