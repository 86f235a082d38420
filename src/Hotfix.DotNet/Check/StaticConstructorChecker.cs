using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Check;

/// <summary>Reports static constructors that came or changed: those of the target have run, and do not run again.</summary>
internal sealed class StaticConstructorChecker(AssemblyComparison comparison, List<Diagnostic> diagnostics)
{
    /// <summary>Checks one whose code differs; initialisers of added fields alone are no loss, they go along with the fields.</summary>
    public void Check(TypeDefinitionHandle owner)
    {
        var reader = comparison.New.Metadata;
        if (reader.StringComparer.Equals(reader.GetTypeDefinition(owner).Name, "<Module>"))
        {
            diagnostics.Add(PatchDiagnostics.ModuleInitializerChanged(comparison.New.FileName));
        }
        else if (!comparison.StaticInitializers.IsOtherwiseUnchanged(owner))
        {
            diagnostics.Add(PatchDiagnostics.InitialValuesChanged(new FunctionNames(reader).Type(owner)));
        }
    }
}
