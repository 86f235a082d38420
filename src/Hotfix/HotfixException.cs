namespace Hotfixing;

/// <summary>Something failed. What is refused on purpose is a <see cref="Diagnostic"/>, not this, until somebody insists.</summary>
public abstract class HotfixException : Exception
{
    private protected HotfixException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
