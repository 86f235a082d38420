namespace Hotfixing.Cli;

/// <summary>A process, what it runs, and the engine that knows it.</summary>
internal sealed record Recognized(Target Target, IEngine Engine, RuntimeDescription Description)
{
    /// <summary>How it is called in headings.</summary>
    public override string ToString() =>
        $"{Path.GetFileName(Description.Program)} ({Target}, {Description.Runtime} {Description.Version})";
}
