using System.Text.Json;

namespace Hotfixing.DotNet.Inspect;

/// <summary>The settings a runtime was started with that decide whether it lets itself be patched.</summary>
internal static class RuntimeSettings
{
    /// <summary>The largest runtimeconfig.json that is read, in bytes.</summary>
    public const int MaximumConfiguration = 1024 * 1024;

    private const string StartupHooks = "System.StartupHookProvider.IsSupported";

    /// <summary>The setting, as one writes it, that switches a feature off; null when none does.</summary>
    /// <param name="environment">The environment of the process.</param>
    /// <param name="feature">The setting's name without the prefix; older runtimes call it COMPlus_, newer ones DOTNET_.</param>
    public static string? FindOff(IReadOnlyDictionary<string, string> environment, string feature) =>
        Names(feature).Where(n => environment.TryGetValue(n, out var value) && value.Trim() is ['0', ..] text && text.Trim('0', 'x').Length == 0)
            .Select(n => $"{n}={environment[n]}")
            .FirstOrDefault();

    /// <summary>The profiler a process was started with; null when it has none.</summary>
    public static string? FindProfiler(IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault("CORECLR_ENABLE_PROFILING") != "1")
        {
            return null;
        }

        string[] names = ["CORECLR_PROFILER_PATH_64", "CORECLR_PROFILER_PATH", "CORECLR_PROFILER"];
        return names.Select(environment.GetValueOrDefault).FirstOrDefault(v => !string.IsNullOrEmpty(v));
    }

    /// <summary>Whether a program's runtimeconfig.json switches startup hooks off, as trimming does.</summary>
    /// <param name="configuration">The text of the file.</param>
    public static bool SwitchesStartupHooksOff(ReadOnlyMemory<byte> configuration)
    {
        try
        {
            using var document = JsonDocument.Parse(configuration, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            return document.RootElement.TryGetProperty("runtimeOptions", out var options)
                && options.TryGetProperty("configProperties", out var properties)
                && properties.TryGetProperty(StartupHooks, out var value)
                && (value.ValueKind == JsonValueKind.False || value.ToString().Equals("false", StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string[] Names(string feature) => [$"DOTNET_{feature}", $"COMPlus_{feature}"];
}
