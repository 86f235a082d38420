using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>Finds the loaded modules a patch is about.</summary>
internal sealed unsafe class ModuleTable(Profiler profiler)
{
    private const int GetScopeProps = 10;
    private static readonly Guid ImportInterface = new("FCE5EFA0-8BBA-4F8E-A036-8F2022B08466");

    /// <summary>Finds all of them, or refuses.</summary>
    public List<LoadedModule> Find(ModulePatch[] patches)
    {
        var found = new List<LoadedModule>(patches.Length);
        foreach (var patch in patches)
        {
            found.Add(new LoadedModule(patch.Mvid, Copies(patch), []));
        }

        AddIds(found);
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Ids.Count != found[i].Copies.Count)
            {
                throw new RefusedRequestException(
                    RefusalCode.ModuleNotLoaded,
                    $"{patches[i].Name} is loaded {found[i].Copies.Count} times, of which the runtime shows {found[i].Ids.Count}");
            }
        }

        return found;
    }

    private static List<System.Reflection.Assembly> Copies(ModulePatch patch)
    {
        var copies = LoadedAssemblies.Find(patch.Mvid);
        if (copies.Count == 0)
        {
            throw new RefusedRequestException(RefusalCode.ModuleNotLoaded, $"{patch.Name} ({patch.Mvid}) is not loaded");
        }

        // The runtime takes a new body for such a module without a word, and never uses it.
        return copies.Exists(c => c.IsCollectible)
            ? throw new RefusedRequestException(
                RefusalCode.ModuleCollectible, $"{patch.Name} is loaded in a collectible AssemblyLoadContext")
            : copies;
    }

    private void AddIds(List<LoadedModule> modules)
    {
        var ids = profiler.Modules();
        var imports = profiler.Metadata(ids, openFlags: 0, ImportInterface);
        for (var i = 0; i < ids.Length; i++)
        {
            if (imports[i] == 0)
            {
                continue;
            }

            var mvid = Mvid(imports[i]);
            ComObject.Release(imports[i]);
            modules.Find(m => m.Mvid == mvid)?.Ids.Add(ids[i]);
        }
    }

    private static Guid Mvid(nint import)
    {
        Guid mvid;
        uint nameLength;
        return ComObject.Call(import, GetScopeProps, 0, 0, (nint)(&nameLength), (nint)(&mvid)) < 0 ? Guid.Empty : mvid;
    }
}
