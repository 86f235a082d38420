namespace Hotfixing.EndToEnd.Go.Cases;

/// <summary>What the program answered while one edition of its code was in effect.</summary>
/// <param name="Edition">The edition.</param>
/// <param name="Folder">Its sources.</param>
/// <param name="Values">The answer of each case.</param>
internal sealed record CaseAnswers(CaseEdition Edition, string Folder, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The editions that were in effect before and behind a change, and how what waited meanwhile ended.</summary>
    internal sealed record Opened(CaseEdition Was, CaseEdition Now, ILookup<string, string> Ends);
}
