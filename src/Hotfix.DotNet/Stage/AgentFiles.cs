using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Stage;

/// <summary>What is loaded into targets; this assembly carries it.</summary>
internal static class AgentFiles
{
    /// <summary>The class id the profiling library answers to: <c>own_class</c> in profiler.c.</summary>
    public static readonly Guid ProfilerClassId = new("8be4b6d2-6577-4aff-9b70-4ce1a24e703a");

    /// <summary>The names of the files.</summary>
    public static readonly string[] Names = [AgentProtocol.AgentFile, AgentProtocol.ProfilerFile];

    /// <summary>The contents of one of them.</summary>
    public static byte[] Read(string name)
    {
        using var resource = typeof(AgentFiles).Assembly.GetManifestResourceStream(name)!;
        var contents = new byte[resource.Length];
        resource.ReadExactly(contents);
        return contents;
    }
}
