using System.Reflection;
using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Check;

/// <summary>Looks at the changed methods themselves: what of them takes effect, and what goes on as it was.</summary>
/// <param name="comparison">The two builds.</param>
/// <param name="hasDynamicCode">Whether the target has loaded what makes code at run time.</param>
/// <param name="diagnostics">Gets what was met.</param>
internal sealed class ChangeChecker(AssemblyComparison comparison, bool hasDynamicCode, List<Diagnostic> diagnostics)
{
    /// <summary>
    /// The just-in-time compiler copies no method with more code than this, in bytes, into a caller it has no profile of, which code
    /// made at run time is, unless the method asks for it (coreclr: jit/jitconfigvalues.h of .NET 8 to 10, JitExtDefaultPolicyMaxIL
    /// and the larger JitExtDefaultPolicyMaxILRoot).
    /// </summary>
    private const int LargestInlined = 256;

    private readonly MetadataReader _new = comparison.New.Metadata;
    private readonly AccessChecker _access = new(comparison);
    private readonly StaticConstructorChecker _staticConstructors = new(comparison, diagnostics);
    private readonly PartList _parts = new(comparison.Old, comparison.New);

    /// <summary>Checks the changes and returns those that can take effect in a program that has started.</summary>
    /// <param name="changes">The changes that were asked for.</param>
    /// <param name="remaining">Gets what goes on running as it is.</param>
    public List<MethodChange> Check(IReadOnlyList<MethodChange> changes, List<string> remaining)
    {
        var effective = new List<MethodChange>();
        foreach (var change in changes)
        {
            var owner = _new.GetMethodDefinition(change.New).GetDeclaringType();
            if (_new.StringComparer.Equals(_new.GetMethodDefinition(change.New).Name, ".cctor"))
            {
                _staticConstructors.Check(owner);
                continue;
            }

            if (IsModuleInitializer(change.New))
            {
                diagnostics.Add(PatchDiagnostics.ModuleInitializerChanged(comparison.New.FileName));
            }

            effective.Add(change);
            if (_access.FirstForbidden(change.New) is { } member)
            {
                diagnostics.Add(PatchDiagnostics.AccessWidened(member, change.Function));
            }
        }

        foreach (var function in effective.DistinctBy(c => c.Written))
        {
            CheckRunning(function, remaining);
        }

        var small = effective.Where(c => MayBeInlined(c.Old)).Select(c => c.Function).Distinct().ToList();
        if (small.Count > 0)
        {
            diagnostics.Add(PatchDiagnostics.MayStandInDynamicCode(small, hasDynamicCode));
        }

        return effective;
    }

    private bool MayBeInlined(MethodDefinitionHandle old)
    {
        var wishes = comparison.Old.Metadata.GetMethodDefinition(old).ImplAttributes;
        return (wishes & MethodImplAttributes.NoInlining) == 0
            && ((wishes & MethodImplAttributes.AggressiveInlining) != 0 || comparison.Old.Body(old)!.GetILReader().Length <= LargestInlined);
    }

    private void CheckRunning(MethodChange change, List<string> remaining)
    {
        if (comparison.Correspondence.TryGetOld(change.Written, out var old)
            && _parts.OfOld((MethodDefinitionHandle)old)
                .Exists(p => !comparison.Correspondence.HasNew(p)))
        {
            diagnostics.Add(PatchDiagnostics.OldPartsStay(change.Function));
            remaining.Add($"delegates and operations made by {change.Function} before the patch, until they end");
        }

        if (IsEntryPoint(change.Written))
        {
            diagnostics.Add(PatchDiagnostics.EntryPoint(change.Function));
            remaining.Add($"the running call of {change.Function}, until the program ends");
        }
    }

    private bool IsModuleInitializer(MethodDefinitionHandle method) => _new.GetMethodDefinition(method).GetCustomAttributes()
        .Any(a => AttributeChecker.TypeName(_new, _new.GetCustomAttribute(a)) == "ModuleInitializerAttribute");

    private bool IsEntryPoint(MethodDefinitionHandle method)
    {
        var name = _new.GetString(_new.GetMethodDefinition(method).Name);
        return name is "Main" or "<Main>$" or "<Main>";
    }
}
