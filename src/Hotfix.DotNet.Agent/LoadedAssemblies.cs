using System.Reflection;

namespace Hotfixing.DotNet.Agent;

/// <summary>The assemblies of the target, in whatever AssemblyLoadContext they are.</summary>
internal static class LoadedAssemblies
{
    /// <summary>Every loaded copy of a module. Modules built at run time have no body that can be replaced and do not count.</summary>
    public static List<Assembly> Find(Guid mvid)
    {
        var copies = new List<Assembly>();
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (!assembly.IsDynamic && assembly.ManifestModule.ModuleVersionId == mvid)
            {
                copies.Add(assembly);
            }
        }

        return copies;
    }
}
