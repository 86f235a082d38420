namespace Hotfixing.Cli;

/// <summary>No process has the id that was given.</summary>
internal sealed class NoSuchProcessException(int processId) : Exception($"there is no process {processId}");
