namespace Hotfixing.EndToEnd.Go;

/// <summary>The contract on Go 1.23.</summary>
public sealed class Go123Contract() : GoContract("1.23");
