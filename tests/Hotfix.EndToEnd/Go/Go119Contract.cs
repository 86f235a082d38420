namespace Hotfixing.EndToEnd.Go;

/// <summary>The contract on Go 1.19.</summary>
public sealed class Go119Contract() : GoContract("1.19");
