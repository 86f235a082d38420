using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;

namespace Hotfixing.Tests.DotNet.Identity;

/// <summary>
/// An assembly against its <see cref="TouchedBuild"/>, through every stage of a plan that needs no process. Static constructors are
/// linked too, though a plan leaves them out.
/// </summary>
internal sealed partial class IdentityCheck : IDisposable
{
    private readonly AssemblyImage _old;
    private readonly AssemblyImage _new;

    /// <summary>Compares, checks, links and verifies.</summary>
    /// <param name="path">The file of the build that runs.</param>
    /// <param name="touched">The new build.</param>
    public IdentityCheck(string path, byte[] touched)
    {
        _old = AssemblyImage.Read(path, [.. File.ReadAllBytes(path)]);
        _new = AssemblyImage.Read(path, [.. touched]);
        Comparison = AssemblyComparison.Compare(_old, _new);
        new TypeChecker(Comparison, Diagnostics).Check();
        new MethodChecker(Comparison, Diagnostics).Check();
        new RemovalChecker(Comparison, Diagnostics).Check();
        new ResourceChecker(Comparison, Diagnostics).Check();
        new ChangeChecker(Comparison, hasDynamicCode: true, Diagnostics).Check(Comparison.Changes, []);
        Linked = Link(Comparison.Changes);
        var available = _new.Metadata.AssemblyReferences
            .Select(r => _new.Metadata.GetString(_new.Metadata.GetAssemblyReference(r).Name)).ToHashSet();
        var references = new ReferenceChecker(Comparison, available, ImmutableDictionary<string, AssemblyImage>.Empty, Diagnostics);
        foreach (var change in Comparison.Changes)
        {
            references.Check(change.New, change.Function);
        }

        UnusedAdditions.Report(Comparison, Linked.Contents, Diagnostics);
    }

    /// <summary>The functions that are not refused.</summary>
    public HashSet<string> Accepted { get; private set; } = [];

    /// <summary>The two builds.</summary>
    public AssemblyComparison Comparison { get; }

    /// <summary>What would be sent.</summary>
    public LinkedAssembly Linked { get; }

    /// <summary>What the stages said.</summary>
    public List<Diagnostic> Diagnostics { get; } = [];

    /// <summary>The methods of the running build that have a body.</summary>
    public IEnumerable<MethodDefinitionHandle> WithBody => _old.Metadata.MethodDefinitions.Where(m => _old.Body(m) is not null);

    /// <summary>How many of the changes are static constructors, which have run in a program that has started.</summary>
    public int StaticConstructors => Comparison.Changes.Count(
        c => _new.Metadata.StringComparer.Equals(_new.Metadata.GetMethodDefinition(c.New).Name, ".cctor"));

    /// <summary>Links the changes; when some are refused, the others by themselves, as a user does who limits the patch to their functions.</summary>
    private LinkedAssembly Link(IReadOnlyList<MethodChange> changes)
    {
        var diagnostics = new List<Diagnostic>();
        var linked = new Linker(Comparison, diagnostics).Link(changes, isComplete: changes.Count == Comparison.Changes.Count);
        Diagnostics.AddRange(diagnostics);
        var done = linked.Module.Bodies.Select(b => b.Method).ToHashSet();
        var refused = changes.Where(c => !done.Contains(MetadataTokens.GetToken(c.Old))).Select(c => c.Function).ToHashSet();
        Accepted = [.. changes.Select(c => c.Function).Where(f => !refused.Contains(f))];
        return refused.Count == 0 ? linked : Link([.. changes.Where(c => Accepted.Contains(c.Function))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }
}
