namespace Hotfixing.DotNet.Stage;

/// <summary>A runtime answered a command with an error.</summary>
/// <param name="error">The HRESULT.</param>
internal sealed class DiagnosticPortException(int error) : IOException($"the runtime answered 0x{error:x8}")
{
    private const int CommandNotKnown = unchecked((int)0x80131385);
    private const int ProfilerActive = unchecked((int)0x8013136A);

    /// <summary>The runtime is too old for the command (DS_IPC_E_UNKNOWN_COMMAND).</summary>
    public bool IsUnknownCommand { get; } = error == CommandNotKnown;

    /// <summary>The runtime has a profiler already (CORPROF_E_PROFILER_ALREADY_ACTIVE).</summary>
    public bool IsProfilerActive { get; } = error == ProfilerActive;
}
