using Mono.Cecil;
using Mono.Cecil.Cil;

namespace BenchIdentity;

/// <summary>A new build in which every text constant is another: work that gives the same with it would show nothing.</summary>
internal static class ControlBuild
{
    public static byte[] Of(string path)
    {
        using DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using ModuleDefinition module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
        module.Mvid = Guid.NewGuid();
        foreach (MethodDefinition method in module.GetTypes().SelectMany(type => type.Methods).Where(method => method.HasBody && !IsStaticConstructor(method)))
        {
            foreach (Instruction instruction in method.Body.Instructions.Where(instruction => instruction.OpCode == OpCodes.Ldstr))
            {
                instruction.Operand = $"{instruction.Operand}~";
            }
        }

        using MemoryStream image = new();
        module.Write(image);
        return image.ToArray();
    }

    private static bool IsStaticConstructor(MethodDefinition method) => method.IsConstructor && method.IsStatic;
}
