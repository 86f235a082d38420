namespace Hotfixing.Go.Build;

/// <summary>What a run of go said.</summary>
/// <param name="IsGood">Whether it ended well.</param>
/// <param name="Output">Its output.</param>
/// <param name="Errors">Its error output.</param>
internal sealed record GoOutput(bool IsGood, string Output, string Errors);
