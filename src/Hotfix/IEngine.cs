namespace Hotfixing;

/// <summary>Patches the processes of one runtime.</summary>
public interface IEngine
{
    /// <summary>The runtime this engine patches, as people call it (".NET", "Go").</summary>
    string Name { get; }

    /// <summary>Says what the process runs, or null when this engine does not know it. Reads only; never stops the process.</summary>
    RuntimeDescription? Recognize(Target target);

    /// <summary>Checks whether the process can be patched from here. Reads only; an empty list means it can.</summary>
    IReadOnlyList<Diagnostic> Examine(Target target);

    /// <summary>Opens a session; nothing happens to the target yet.</summary>
    /// <exception cref="HotfixException">The process is gone, is not of this engine, or access is denied.</exception>
    IPatchSession Attach(Target target);
}
