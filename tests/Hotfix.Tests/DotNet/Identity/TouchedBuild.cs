using System.Text.RegularExpressions;
using Hotfixing.DotNet.Compare;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Hotfixing.Tests.DotNet.Identity;

/// <summary>
/// A new build of an assembly whose source nobody has: written anew by Mono.Cecil, which numbers all metadata afresh as a compiler does,
/// with an instruction that does nothing at the beginning of methods, so that they count as changed and do what they did.
/// </summary>
internal static partial class TouchedBuild
{
    private const int Shift = 7;

    /// <summary>The bytes of the new build of an assembly.</summary>
    /// <param name="path">The assembly's file; what it refers to lies beside it or belongs to the framework.</param>
    /// <param name="touch">What of it is changed.</param>
    public static byte[] Of(string path, Touch touch)
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(path));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { AssemblyResolver = resolver });
        module.Mvid = Guid.NewGuid();
        foreach (var method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody && m.Body.Instructions.Count > 0))
        {
            if (IsTouched(method, touch))
            {
                method.Body.GetILProcessor().InsertBefore(method.Body.Instructions[0], Instruction.Create(OpCodes.Nop));
            }
        }

        if (touch == Touch.WrittenMethods)
        {
            Renumber(module);
        }

        using var image = new MemoryStream();
        module.Write(image);
        return image.ToArray();
    }

    private static bool IsTouched(MethodDefinition method, Touch touch) => touch switch
    {
        Touch.WrittenMethods => !IsMade(method),
        Touch.OnePart => IsMade(method) && (method.Name == "MoveNext" || FirstLambda().IsMatch(method.Name)),
        _ => true,
    };

    /// <summary>Whether the compiler made the method as a part of another one; also that of a nested type, of whatever name.</summary>
    private static bool IsMade(MethodDefinition method)
    {
        var isMade = GeneratedName.IsPartMethod(method.Name);
        for (var type = method.DeclaringType; type is not null; type = type.DeclaringType)
        {
            isMade |= GeneratedName.IsPartType(type.Name) || type.Name == "<>c";
        }

        return isMade;
    }

    private static void Renumber(ModuleDefinition module)
    {
        var types = module.GetTypes().ToList();
        foreach (var attribute in types.SelectMany(t => t.Methods).SelectMany(m => m.CustomAttributes))
        {
            // An attribute that was not read is written as it was, with the old name of the state machine.
            _ = attribute.ConstructorArguments.Count;
        }

        // Members of the module's own generic types are named once more where they are used.
        var used = types.SelectMany(t => t.Methods).Where(m => m.HasBody).SelectMany(m => m.Body.Instructions)
            .Select(i => i.Operand is GenericInstanceMethod instance ? instance.ElementMethod : i.Operand).OfType<MemberReference>()
            .Where(r => r is not (TypeReference or IMemberDefinition) && r.DeclaringType?.GetElementType().Scope == module).Distinct().ToList();
        foreach (var member in used.Concat(types).Concat(types.SelectMany(t => t.Methods)).Concat(types.SelectMany(t => t.Fields)))
        {
            member.Name = Numbers().Replace(member.Name, number => $"{int.Parse(number.Value) + Shift}");
        }
    }

    [GeneratedRegex(@">b__(\d+_)?0$")]
    private static partial Regex FirstLambda();

    /// <summary>The number of the member that a made-up name tells of (Roslyn, GeneratedNames.cs).</summary>
    [GeneratedRegex(@"(?<=>b__|\||<>9__|DisplayClass)\d+(?=_)|(?<=>d__|<>o__|<>c__)\d+")]
    private static partial Regex Numbers();
}
