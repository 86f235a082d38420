namespace Hotfixing.Linux;

/// <summary>
/// Everything that changes a target passes here first, one call before each system call that does. Tests end the tool there, to see
/// that the target survives it at every step.
/// </summary>
internal static class TargetOperations
{
    /// <summary>Called before each operation with its name; null, always, outside of tests.</summary>
    public static Action<string>? Before { get; set; }

    /// <summary>Announces an operation that is about to happen.</summary>
    public static void Announce(string operation) => Before?.Invoke(operation);
}
