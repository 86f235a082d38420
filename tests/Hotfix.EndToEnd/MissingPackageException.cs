namespace Hotfixing.EndToEnd;

/// <summary>A subject needs a package, such as another version of the runtime, that cannot be restored on this machine.</summary>
public sealed class MissingPackageException(string message) : Exception(message);
