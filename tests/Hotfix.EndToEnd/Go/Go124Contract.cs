namespace Hotfixing.EndToEnd.Go;

/// <summary>The contract on Go 1.24.</summary>
public sealed class Go124Contract() : GoContract("1.24");
