using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hotfixing.Tests.DotNet.Identity;

/// <summary>
/// A new build of an assembly whose source nobody has: written anew by Mono.Cecil, which numbers all metadata afresh as a compiler does,
/// with an instruction that does nothing at the beginning of every method, so that every method counts as changed and none does
/// anything else.
/// </summary>
internal static class TouchedBuild
{
    /// <summary>The bytes of the new build of an assembly.</summary>
    /// <param name="path">The assembly's file; what it refers to lies beside it or belongs to the framework.</param>
    public static byte[] Of(string path)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
        module.Mvid = Guid.NewGuid();
        foreach (var method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody && m.Body.Instructions.Count > 0))
        {
            method.Body.GetILProcessor().InsertBefore(method.Body.Instructions[0], Instruction.Create(OpCodes.Nop));
        }

        using var image = new MemoryStream();
        module.Write(image);
        return image.ToArray();
    }
}
