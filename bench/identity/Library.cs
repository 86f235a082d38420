using Hotfixing.Tests.DotNet.Identity;

namespace BenchIdentity;

/// <summary>One library that a worker does real work with.</summary>
/// <param name="Name">What the worker calls it.</param>
/// <param name="Assemblies">The files of its assemblies.</param>
/// <param name="Worker">The worker's assembly.</param>
/// <param name="NewBuilds">The folder for new builds of its assemblies.</param>
internal sealed record Library(string Name, string[] Assemblies, string Worker, string NewBuilds)
{
    private static readonly string[] s_single = ["Newtonsoft.Json", "System.CommandLine", "Spectre.Console", "Mono.Cecil", "Iced", "ICSharpCode.Decompiler"];
    private static readonly string[] s_xunit = ["xunit.v3.assert", "xunit.v3.common", "xunit.v3.core", "xunit.v3.runner.common"];

    public static IEnumerable<Library> All(string workerFolder, string newBuilds) => s_single.Select(name => Of(name, [name])).Append(Of("xunit", s_xunit))
        .Select(library => library with
        {
            Assemblies = [.. library.Assemblies.Select(name => Path.GetFullPath(Path.Combine(workerFolder, $"{name}.dll")))],
            Worker = Path.Combine(workerFolder, "worker.dll"),
            NewBuilds = Path.GetFullPath(Path.Combine(newBuilds, library.Name)),
        });

    /// <summary>Writes the new build of each assembly.</summary>
    public void Rebuild(Touch touch)
    {
        Directory.CreateDirectory(NewBuild(touch));
        foreach (string assembly in Assemblies)
        {
            File.WriteAllBytes(NewBuildOf(assembly, touch), TouchedBuild.Of(assembly, touch));
        }
    }

    public string NewBuild(Touch touch) => Path.Combine(NewBuilds, $"{touch}");

    public string NewBuildOf(string assembly, Touch touch) => Path.Combine(NewBuild(touch), Path.GetFileName(assembly));

    private static Library Of(string name, string[] assemblies) => new(name, assemblies, "", "");
}
