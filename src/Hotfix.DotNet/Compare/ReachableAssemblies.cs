namespace Hotfixing.DotNet.Compare;

/// <summary>Which assemblies an assembly can have code of.</summary>
internal static class ReachableAssemblies
{
    /// <summary>The simple names of all assemblies an image refers to, or those do.</summary>
    public static HashSet<string> From(AssemblyImage image, IReadOnlyList<AssemblyImage> images)
    {
        var reached = new HashSet<string>();
        var open = new Stack<AssemblyImage>([image]);
        while (open.TryPop(out var current))
        {
            foreach (var reference in current.Metadata.AssemblyReferences)
            {
                var name = current.Metadata.GetString(current.Metadata.GetAssemblyReference(reference).Name);
                if (reached.Add(name))
                {
                    images.Where(i => i.Name == name).ToList().ForEach(open.Push);
                }
            }
        }

        return reached;
    }
}
