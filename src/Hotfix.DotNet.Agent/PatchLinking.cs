using System.Reflection;
using System.Runtime.Loader;

using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>
/// Everything a patch needs before it can be switched to: its assemblies loaded, its rows added, its bodies complete. The target
/// behaves as before: nobody reaches any of it yet.
/// </summary>
internal sealed class PatchLinking(Profiler profiler)
{
    /// <summary>Refuses unless each loaded body is the one the plan was made against.</summary>
    public void CheckBodies(ModulePatch patch, LoadedModule module)
    {
        foreach (var id in module.Ids)
        {
            foreach (var body in patch.Bodies)
            {
                if (!profiler.TryGetBody(new MethodKey(id, body.Method), out var loaded))
                {
                    throw new RefusedRequestException(RefusalCode.NoBody, $"{body.Function} has no body in {patch.Name}");
                }

                if (BodyChecksum.Of(loaded) != body.OldBodyChecksum)
                {
                    throw new RefusedRequestException(
                        RefusalCode.BodyMismatch, $"{body.Function} in {patch.Name} is not what the plan was made against");
                }
            }
        }
    }

    /// <summary>Loads an assembly beside each copy of the module it belongs to.</summary>
    public static void Load(DeltaAssembly delta)
    {
        foreach (var copy in LoadedAssemblies.Find(delta.TargetMvid))
        {
            var context = AssemblyLoadContext.GetLoadContext(copy)!;
            if (!IsLoaded(context, delta.Name))
            {
                context.LoadFromStream(new MemoryStream(delta.Image));
            }
        }
    }

    /// <summary>Adds the rows to each copy of the module and puts the completed bodies into the map.</summary>
    public void AddBodies(ModulePatch patch, LoadedModule module, BodyMap into)
    {
        ReadOnlySpan<nint> ids = module.Ids.ToArray();
        const int OfWrite = 1;
        var emits = profiler.Metadata(ids, OfWrite, ModuleMetadata.EmitInterface);
        var assemblyEmits = profiler.Metadata(ids, OfWrite, ModuleMetadata.AssemblyEmitInterface);
        for (var i = 0; i < ids.Length; i++)
        {
            using var metadata = new ModuleMetadata(emits[i], assemblyEmits[i]);
            var tokens = metadata.Define(patch.Tokens);
            foreach (var body in patch.Bodies)
            {
                into[new MethodKey(ids[i], body.Method)] = ModuleMetadata.Resolve(body, tokens);
            }
        }
    }

    private static bool IsLoaded(AssemblyLoadContext context, string name)
    {
        foreach (Assembly loaded in context.Assemblies)
        {
            if (loaded.GetName().Name == name)
            {
                return true;
            }
        }

        return false;
    }
}
