namespace Hotfixing.Linux;

/// <summary>A directory is not in the hands of the one user it should be in.</summary>
/// <param name="directory">Its name.</param>
/// <param name="reason">What is wrong with it.</param>
public sealed class UntrustedDirectoryException(string directory, string reason) : IOException($"{directory}: {reason}")
{
    /// <summary>What is wrong with it.</summary>
    public string Reason { get; } = reason;
}
