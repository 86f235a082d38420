namespace Hotfixing.EndToEnd.Go;

/// <summary>The contract on Go 1.26.</summary>
public sealed class Go126Contract() : GoContract("1.26");
