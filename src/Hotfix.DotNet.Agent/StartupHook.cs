using Hotfixing.DotNet.Agent;

/// <summary>
/// The entry point: the runtime looks for exactly this name outside any namespace, and calls it anew for every
/// request (docs/design/features/host-startup-hook.md in dotnet/runtime).
/// </summary>
internal static class StartupHook
{
    public static void Initialize() => RequestHost.Serve();
}
