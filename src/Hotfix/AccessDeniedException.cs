namespace Hotfixing;

/// <summary>The operating system does not let this user do that to the target.</summary>
public sealed class AccessDeniedException(string message, Exception? inner = null) : HotfixException(message, inner);
