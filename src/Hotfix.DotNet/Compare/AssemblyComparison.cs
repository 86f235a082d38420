using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Compare;

/// <summary>What differs between the running build of an assembly and the new one.</summary>
internal sealed class AssemblyComparison
{
    private AssemblyComparison(AssemblyImage oldImage, AssemblyImage newImage)
    {
        Old = oldImage;
        New = newImage;
        Equivalence = new Equivalence(oldImage, newImage, Correspondence);
        StaticInitializers = new StaticInitializers(this);
    }

    /// <summary>The build that runs.</summary>
    public AssemblyImage Old { get; }

    /// <summary>The new build.</summary>
    public AssemblyImage New { get; }

    /// <summary>Which member of the running build each one of the new build is.</summary>
    public Correspondence Correspondence { get; } = new();

    /// <summary>Tells whether tokens of the two builds mean the same.</summary>
    public Equivalence Equivalence { get; }

    /// <summary>What static constructors do for added fields.</summary>
    public StaticInitializers StaticInitializers { get; }

    /// <summary>The methods whose bodies differ, parts of methods included.</summary>
    public IReadOnlyList<MethodChange> Changes { get; private set; } = [];

    /// <summary>Compares two builds; progress counts methods.</summary>
    /// <exception cref="InvalidBinaryException">One of them holds metadata or code that cannot be read.</exception>
    public static AssemblyComparison Compare(AssemblyImage oldImage, AssemblyImage newImage) =>
        newImage.Reading(() =>
        {
            new ReferenceChains(newImage.Metadata).Check();
            var comparison = new AssemblyComparison(oldImage, newImage);
            var types = new TypeMatcher(oldImage, newImage, comparison.Correspondence, comparison.Equivalence);
            types.Match();
            comparison.Correspondence.Settle();
            comparison.Changes = comparison.FindChanges(types);
            return comparison;
        });

    private List<MethodChange> FindChanges(TypeMatcher types)
    {
        var parts = new PartMatcher(Old, New, Correspondence, Equivalence, types);
        var names = new FunctionNames(New.Metadata);
        var changes = new List<MethodChange>();
        var seen = new HashSet<MethodDefinitionHandle>();
        foreach (var (oldMethod, newMethod) in Correspondence.Methods().ToArray())
        {
            foreach (var (oldChanged, newChanged) in parts.Match(oldMethod, newMethod))
            {
                // One that lost or gained its code became another kind of method, which is refused.
                if (Old.Body(oldChanged) is not null && New.Body(newChanged) is not null && seen.Add(newChanged))
                {
                    changes.Add(new MethodChange(oldChanged, newChanged, newMethod, names.Method(newMethod)));
                }
            }
        }

        return changes;
    }
}
