namespace Hotfixing.EndToEnd.Contract;

/// <summary>One state of a program.</summary>
/// <param name="Patch">What an operator gives to get there.</param>
/// <param name="Behaviour">What the program answers to "values" then.</param>
public sealed record Edition(string Patch, string Behaviour);
