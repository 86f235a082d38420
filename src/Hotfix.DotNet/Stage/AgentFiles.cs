using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Stage;

/// <summary>What is loaded into targets; this assembly carries it.</summary>
internal static class AgentFiles
{
    /// <summary>The class id the profiling library answers to: <c>own_class</c> in profiler.c.</summary>
    public static readonly Guid ProfilerClassId = new("8be4b6d2-6577-4aff-9b70-4ce1a24e703a");

    /// <summary>What the name of each response begins with.</summary>
    public const string ResponsePrefix = "response-";

    /// <summary>The names of the files.</summary>
    public static readonly string[] Names = [AgentProtocol.AgentFile, AgentProtocol.ProfilerFile];

    /// <summary>The name of the file that the tool at work holds a lock on.</summary>
    public const string LockFile = "lock";

    /// <summary>The name of the file that says where the process id in the directory's name is one.</summary>
    public const string MarkFile = "namespace";

    /// <summary>Whether tool or agent make a file of this name, for good or on the way.</summary>
    public static bool IsOurs(string name) =>
        MayStay(name) || name.StartsWith(AgentProtocol.RequestFile, StringComparison.Ordinal)
        || name.StartsWith(ResponsePrefix, StringComparison.Ordinal)
        || Names.Append(MarkFile).Any(n => name.StartsWith(n + ".", StringComparison.Ordinal));

    /// <summary>Whether a file of this name stays between requests.</summary>
    public static bool MayStay(string name) => name is LockFile or MarkFile || Names.Contains(name);

    /// <summary>The contents of one of them.</summary>
    public static byte[] Read(string name)
    {
        using var resource = typeof(AgentFiles).Assembly.GetManifestResourceStream(name)!;
        var contents = new byte[resource.Length];
        resource.ReadExactly(contents);
        return contents;
    }
}
