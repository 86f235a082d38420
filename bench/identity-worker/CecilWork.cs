using System.Security.Cryptography;
using System.Text;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace IdentityWorker;

/// <summary>Reads assemblies, lists their code, changes and writes them.</summary>
internal static class CecilWork
{
    public static string Do()
    {
        StringBuilder output = new();
        foreach (string name in (string[])["System.CommandLine.dll", "worker.dll"])
        {
            using DefaultAssemblyResolver resolver = new();
            resolver.AddSearchDirectory(AppContext.BaseDirectory);
            resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
            using ModuleDefinition module = ModuleDefinition.ReadModule(
                Path.Combine(AppContext.BaseDirectory, name), new ReaderParameters { AssemblyResolver = resolver, ReadSymbols = name == "worker.dll" });
            foreach (MethodDefinition method in module.GetTypes().SelectMany(t => t.Methods))
            {
                output.AppendLine($"{method.FullName} {method.HasCustomAttributes} {method.DebugInformation.HasSequencePoints}");
                if (!method.HasBody)
                {
                    continue;
                }

                foreach (Instruction instruction in method.Body.Instructions)
                {
                    output.Append(instruction).Append(';');
                    if (instruction.Operand is MethodReference called && called.DeclaringType.Scope.Name == "System.Runtime")
                    {
                        output.Append(called.Resolve()?.Attributes);
                    }
                }

                method.Body.GetILProcessor().InsertBefore(method.Body.Instructions[0], Instruction.Create(OpCodes.Ldstr, "added"));
                method.Body.GetILProcessor().InsertAfter(0, Instruction.Create(OpCodes.Pop));
            }

            using MemoryStream written = new();
            module.Write(written, new WriterParameters { DeterministicMvid = true, Timestamp = 1 });
            output.AppendLine(Convert.ToHexString(SHA256.HashData(written.ToArray())));
        }

        return output.ToString();
    }
}
