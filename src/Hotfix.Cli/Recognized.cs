namespace Hotfixing.Cli;

/// <summary>A process, what it runs, and the engine that knows it.</summary>
internal sealed record Recognized(Target Target, IEngine Engine, RuntimeDescription Description)
{
    /// <summary>Opens a session.</summary>
    /// <exception cref="RefusedException">The process cannot be patched at all, or belongs to somebody else.</exception>
    public IPatchSession Attach()
    {
        try
        {
            return Engine.Attach(Target);
        }
        catch (AccessDeniedException)
        {
            throw new RefusedException([TargetDiagnostics.OtherUser(Target)]);
        }
    }

    /// <summary>How it is called in headings.</summary>
    public override string ToString() =>
        $"{Path.GetFileName(Description.Program)} ({Target}, {Description.Runtime} {Description.Version})";
}
