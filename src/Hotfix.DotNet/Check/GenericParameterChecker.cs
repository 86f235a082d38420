using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Check;

/// <summary>Compares the type parameters of two members.</summary>
internal static class GenericParameterChecker
{
    /// <summary>Whether number, variance and constraints are the same; names do not count.</summary>
    public static bool Same(AssemblyComparison comparison, GenericParameterHandleCollection olds, GenericParameterHandleCollection news)
    {
        var (oldReader, newReader) = (comparison.Old.Metadata, comparison.New.Metadata);
        return olds.Count == news.Count && olds.Zip(news).All(pair =>
        {
            var (o, n) = (oldReader.GetGenericParameter(pair.First), newReader.GetGenericParameter(pair.Second));
            var oldConstraints = o.GetConstraints().Select(c => oldReader.GetGenericParameterConstraint(c).Type).ToList();
            var newConstraints = n.GetConstraints().Select(c => newReader.GetGenericParameterConstraint(c).Type).ToList();
            return o.Attributes == n.Attributes && oldConstraints.Count == newConstraints.Count
                && newConstraints.TrueForAll(c => oldConstraints.Exists(oc => comparison.Equivalence.Same(oc, c)));
        });
    }
}
