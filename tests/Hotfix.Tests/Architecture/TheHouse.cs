using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Hotfixing.Tests.Architecture;

public partial class TheHouse
{
    [Theory]
    [InlineData("Hotfix")]
    [InlineData("Hotfix.Binary", "Hotfix")]
    [InlineData("Hotfix.Linux", "Hotfix")]
    [InlineData("Hotfix.Go", "Hotfix", "Hotfix.Binary", "Hotfix.Linux")]
    [InlineData("Hotfix.DotNet.Agent")]
    [InlineData("Hotfix.DotNet", "Hotfix", "Hotfix.DotNet.Agent", "Hotfix.Linux")]
    [InlineData("Hotfix.Cli", "Hotfix", "Hotfix.DotNet", "Hotfix.Go", "Hotfix.Linux")]
    public void A_project_references_only_what_lies_below_it(string project, params string[] references)
    {
        var actual = XDocument.Load(House.Path($"src/{project}/{project}.csproj")).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value))
            .Order(StringComparer.Ordinal);
        Assert.Equal(references, actual);
    }

    [Fact]
    public void No_project_is_left_out_of_that() =>
        Assert.Equal(
            ["Hotfix", "Hotfix.Binary", "Hotfix.Cli", "Hotfix.DotNet", "Hotfix.DotNet.Agent", "Hotfix.Go", "Hotfix.Linux"],
            House.Sources("src", "*.csproj").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Fact]
    public void Native_code_is_imported_in_one_file() =>
        Assert.Equal(
            ["src/Hotfix.Linux/Libc.cs"],
            House.Sources("src").Where(f => NativeImport().IsMatch(File.ReadAllText(f))).Select(f => Path.GetRelativePath(House.Root, f)));

    [Fact]
    public void The_contract_knows_nothing_of_any_runtime() =>
        Assert.Empty(House.Sources("src/Hotfix")
            .SelectMany(f => WordsOfRuntimes().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileName(f)}: {m.Value}")));

    [Fact]
    public void Every_diagnostic_id_stands_in_one_place_of_the_source()
    {
        var places = House.Sources("src").SelectMany(f => IdInCode().Matches(File.ReadAllText(f)).Select(m => m.Value)).ToList();
        Assert.NotEmpty(places);
        Assert.Empty(places.GroupBy(id => id).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void Every_diagnostic_id_is_documented_and_every_documented_id_exists()
    {
        var documented = Id().Matches(House.Text("docs/diagnostics.md")).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(Ids(), documented);
    }

    [Fact]
    public void Every_diagnostic_id_is_tested()
    {
        var tests = string.Concat(House.Sources("tests").Select(File.ReadAllText));
        Assert.DoesNotContain(Ids(), id => !tests.Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_test_that_the_page_on_safety_names_exists()
    {
        var tests = string.Concat(House.Sources("tests").Select(File.ReadAllText));
        var named = NamedTest().Matches(House.Text("docs/safety.md")).Select(m => m.Groups[1].Value).ToList();
        Assert.NotEmpty(named);
        Assert.DoesNotContain(named, t => !Regex.IsMatch(tests, $@"\b(void|Task|class) {t}\b"));
    }

    [Fact]
    public void No_file_is_longer_than_three_hundred_lines() =>
        Assert.Empty(House.Sources("src").Where(f => File.ReadLines(f).Count() > 300).Select(f => Path.GetRelativePath(House.Root, f)));

    private static IEnumerable<string> Ids() =>
        House.Sources("src").SelectMany(f => IdInCode().Matches(File.ReadAllText(f)).Select(m => m.Value.Trim('"')))
            .Distinct()
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"`([A-Z]\w*_\w*)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"\[(LibraryImport|DllImport)\b")]
    private static partial Regex NativeImport();

    [GeneratedRegex(@"\b(address(es)?|tokens?|rejit|pclntab|IL)\b", RegexOptions.IgnoreCase)]
    private static partial Regex WordsOfRuntimes();

    [GeneratedRegex(@"""HF\d{4}""")]
    private static partial Regex IdInCode();

    [GeneratedRegex(@"\bHF\d{4}\b")]
    private static partial Regex Id();
}
