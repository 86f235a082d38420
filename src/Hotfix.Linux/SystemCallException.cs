namespace Hotfixing.Linux;

/// <summary>A call of the operating system failed.</summary>
/// <param name="call">The call's name and what it was made on.</param>
/// <param name="error">The error number (errno(3)).</param>
public sealed class SystemCallException(string call, int error)
    : IOException($"{call}: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error)} (errno {error})")
{
    /// <summary>The error number (errno(3)).</summary>
    public int Error { get; } = error;

    /// <summary>Whether permission was missing.</summary>
    public bool IsAccessDenied => Error is Libc.AccessDenied or Libc.NotPermitted;

    /// <summary>Whether the file system is full, or the user's share of it.</summary>
    public bool IsDiskFull => Error is Libc.NoSpace or Libc.QuotaExceeded;

    /// <summary>Whether something stood in the path that is not a directory: a symbolic link, or a file.</summary>
    public bool IsNotDirectory => Error is Libc.NotDirectory or Libc.TooManyLinks;

    /// <summary>Whether the file or directory does not exist.</summary>
    public bool IsNotFound => Error is Libc.NoEntry;
}
