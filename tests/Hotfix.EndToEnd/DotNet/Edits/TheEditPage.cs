namespace Hotfixing.EndToEnd.DotNet.Edits;

/// <summary>The page on safety shows the edits as they are tested.</summary>
public sealed class TheEditPage
{
    /// <summary>Set to 1, it has the page written instead of compared.</summary>
    private const string Writing = "HOTFIX_WRITE_PAGES";

    [Fact]
    public void The_page_on_safety_shows_the_table_of_edits()
    {
        if (Environment.GetEnvironmentVariable(Writing) == "1")
        {
            EditPage.Write();
        }

        Assert.True(EditPage.IsCurrent(), $"docs/safety.md differs from Subjects/Edits; {Writing}=1 with this test writes it");
    }

    [Fact]
    public void Every_edit_has_a_title_of_its_own() =>
        Assert.Equal(EditPairs.All.Count, EditPairs.All.Select(p => p.Title).Distinct().Count());
}
