namespace Hotfixing.Tests.DotNet.Identity;

/// <summary>What a <see cref="TouchedBuild"/> changes.</summary>
internal enum Touch
{
    /// <summary>Every method. A method with several lambdas then counts as having got new ones.</summary>
    EveryMethod,

    /// <summary>
    /// The methods that somebody wrote, while those that the compiler made of them only get other numbers in their names, as happens when
    /// a member is inserted above. All of them are the same as before, and must be found to be.
    /// </summary>
    WrittenMethods,

    /// <summary>
    /// Of what the compiler made of each method, what an edit of one place changes: the code of an iterator or asynchronous method, and the first
    /// lambda. Operations under way and delegates made before go on in the new code.
    /// </summary>
    OnePart,
}
