namespace Hotfixing.EndToEnd.Go;

/// <summary>The contract on Go 1.22.</summary>
public sealed class Go122Contract() : GoContract("1.22");
