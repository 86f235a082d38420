using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Check;

/// <summary>Reports embedded resources that differ: a loaded assembly keeps those it was loaded with.</summary>
internal sealed class ResourceChecker(AssemblyComparison comparison, List<Diagnostic> diagnostics)
{
    /// <summary>Checks the resources of both builds.</summary>
    public void Check()
    {
        var running = Resources(comparison.Old);
        var rebuilt = Resources(comparison.New);
        foreach (var name in running.Keys.Union(rebuilt.Keys).Order(StringComparer.Ordinal))
        {
            var how = !running.TryGetValue(name, out var old) ? "was added"
                : !rebuilt.TryGetValue(name, out var current) ? "is gone"
                : comparison.Old.Resource(old).SequenceEqual(comparison.New.Resource(current)) ? null : "changed";
            if (how is not null)
            {
                diagnostics.Add(PatchDiagnostics.ResourceChanged(name, how));
            }
        }
    }

    /// <summary>Those inside the assembly; others are files that both builds share.</summary>
    private static Dictionary<string, ManifestResource> Resources(AssemblyImage image)
    {
        var resources = new Dictionary<string, ManifestResource>();
        foreach (var resource in image.Metadata.ManifestResources.Select(image.Metadata.GetManifestResource).Where(r => r.Implementation.IsNil))
        {
            resources[image.Metadata.GetString(resource.Name)] = resource;
        }

        return resources;
    }
}
