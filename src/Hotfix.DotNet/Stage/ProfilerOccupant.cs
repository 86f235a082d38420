using Hotfixing.Linux;

namespace Hotfixing.DotNet.Stage;

/// <summary>Finds out which profiler has taken a target's only slot.</summary>
internal static class ProfilerOccupant
{
    private static readonly string[] PathVariables =
        ["CORECLR_PROFILER_PATH_64", "CORECLR_PROFILER_PATH_ARM64", "CORECLR_PROFILER_PATH", "CORECLR_PROFILER"];

    // Parts of the file names of monitoring and testing agents that attach without an environment variable, or hide theirs.
    private static readonly string[] KnownLibraries =
    [
        "Datadog.Trace.ClrProfiler", "Datadog.Profiler", "NewRelicProfiler", "libNewRelicProfiler", "OpenTelemetry.AutoInstrumentation",
        "elastic_apm_profiler", "liboneagent", "appdynamics", "Contrast.Profiler", "MicrosoftInstrumentationEngine",
        "CorProfiler", "ClrProfiler",
    ];

    /// <summary>The profiler's file or class id, or what is known.</summary>
    public static string Describe(Target target)
    {
        try
        {
            var environment = ProcessEnvironment.Read(target);
            foreach (var variable in PathVariables)
            {
                if (environment.TryGetValue(variable, out var value) && value.Length > 0)
                {
                    return $"{variable}={value}";
                }
            }

            return MemoryMaps.Files(target)
                .FirstOrDefault(f => KnownLibraries.Any(k => f.Contains(k, StringComparison.OrdinalIgnoreCase)))
                ?? "it was attached while the program ran";
        }
        catch (HotfixException)
        {
            return "its name cannot be read";
        }
    }
}
