namespace Hotfixing.Go.Stage;

/// <summary>Where a patch comes from.</summary>
/// <param name="Source">The path it was made from.</param>
/// <param name="AppliedBy">Who applies it.</param>
/// <param name="AppliedAt">When.</param>
/// <param name="State">Names the state it brings its target into.</param>
internal sealed record PatchOrigin(string Source, string AppliedBy, DateTimeOffset AppliedAt, string State);
