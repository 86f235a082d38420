namespace BenchRunner.DotNet;

/// <summary>Where the builds of the target are, by name.</summary>
internal sealed class Editions(string folder)
{
    /// <summary>The folder of the build with so many methods, the first so many of them changed.</summary>
    public string Changed(int methods, int changed) => Named($"{methods}-{changed}");

    /// <summary>The build in which the methods that are timed are changed.</summary>
    public string Hot => Named("100-hot");

    /// <summary>Starts the build with so many methods, as it is before any change.</summary>
    public TargetProcess Start(int methods) => new("dotnet", Path.Combine(Changed(methods, 0), "target.dll"));

    private string Named(string name) => Path.GetFullPath(Path.Combine(folder, name, "Release", "net10.0"));
}
