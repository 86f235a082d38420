namespace Hotfixing.EndToEnd.Contract;

/// <summary>
/// One program in the editions the contract patches it with. It answers "values" with what it does now, "hammer" by starting ten
/// threads that check every result for being whole, "calls" with how many they made, and "wrong" with how many were not.
/// </summary>
public sealed class ProgramUnderPatch
{
    /// <summary>What starts the original edition.</summary>
    public required string[] Command { get; init; }

    public required Edition Original { get; init; }

    public required Edition First { get; init; }

    public required Edition Second { get; init; }

    /// <summary>The original with the change of the first edition in <see cref="OneFunction"/> only.</summary>
    public required string OneFunctionBehaviour { get; init; }

    /// <summary>A function that differs between all editions, as a plan prints it.</summary>
    public required string OneFunction { get; init; }

    /// <summary>A name that several functions have that differ between all editions.</summary>
    public required string AmbiguousName { get; init; }

    /// <summary>An edition that cannot be applied.</summary>
    public required string Refused { get; init; }
}
