using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;

namespace Hotfixing.DotNet.Check;

/// <summary>Reports what is new in a build but is used by nothing that is replaced, and so stays out of the target.</summary>
internal static class UnusedAdditions
{
    /// <summary>Adds a note for each new type, and each new method of a type both builds have.</summary>
    public static void Report(AssemblyComparison comparison, DeltaContents contents, List<Diagnostic> diagnostics)
    {
        var reader = comparison.New.Metadata;
        var names = new FunctionNames(reader);
        var brought = contents.Types.SelectMany(t => t.Methods).ToHashSet();
        var types = contents.Types.Select(t => t.Source).ToHashSet();
        foreach (var handle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(handle);
            if (GeneratedName.IsGenerated(reader.GetString(type.Name)) || !type.GetDeclaringType().IsNil)
            {
                continue;
            }

            if (!comparison.Correspondence.HasOld(handle))
            {
                if (!types.Contains(handle))
                {
                    diagnostics.Add(PatchDiagnostics.AddedUnused($"the type {names.Type(handle)}"));
                }

                continue;
            }

            foreach (var method in type.GetMethods().Where(m => !comparison.Correspondence.HasOld(m) && !brought.Contains(m)
                && !reader.StringComparer.Equals(reader.GetMethodDefinition(m).Name, ".cctor")
                && !GeneratedName.IsGenerated(reader.GetString(reader.GetMethodDefinition(m).Name))))
            {
                diagnostics.Add(PatchDiagnostics.AddedUnused(names.Method(method)));
            }
        }
    }
}
