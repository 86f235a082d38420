using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Hotfixing.DotNet.Compare;

/// <summary>
/// Follows every row that leads to another of its kind: types inside types, and signatures that name signatures. In a damaged build
/// such a chain can lead back to where it began, and whoever followed it would never end.
/// </summary>
internal sealed class ReferenceChains(MetadataReader metadata)
{
    /// <summary>Chains longer than this are refused: a limit on recursion. Compilers make chains of a few rows.</summary>
    private const int MaximumLength = 200;

    private readonly int[] _lengths = new int[metadata.GetTableRowCount(TableIndex.TypeSpec) + 1];

    /// <summary>Follows them all.</summary>
    /// <exception cref="BadImageFormatException">One is too long, or a ring.</exception>
    public void Check()
    {
        foreach (var type in metadata.TypeReferences)
        {
            Follow(type, t => metadata.GetTypeReference((TypeReferenceHandle)t).ResolutionScope is { Kind: HandleKind.TypeReference } scope ? scope : default);
        }

        foreach (var type in metadata.TypeDefinitions)
        {
            Follow(type, t => metadata.GetTypeDefinition((TypeDefinitionHandle)t).GetDeclaringType());
        }

        for (var row = 1; row < _lengths.Length; row++)
        {
            Measure(row, depth: 0);
        }
    }

    private static void Follow(EntityHandle start, Func<EntityHandle, EntityHandle> next)
    {
        var current = start;
        for (var length = 0; !current.IsNil; length++)
        {
            Limit(length);
            current = next(current);
        }
    }

    /// <summary>The length of the longest chain that begins with this TypeSpec.</summary>
    private int Measure(int row, int depth)
    {
        Limit(depth);
        if (_lengths[row] == 0)
        {
            var blob = metadata.GetBlobBytes(metadata.GetTypeSpecification(MetadataTokens.TypeSpecificationHandle(row)).Signature);
            var longest = 0;
            foreach (var token in SignatureParser.ParseType(blob).Tokens)
            {
                var handle = MetadataTokens.EntityHandle((int)token.Value);
                if (handle.Kind == HandleKind.TypeSpecification)
                {
                    longest = Math.Max(longest, Measure(RowOf(handle), depth + 1));
                }
            }

            _lengths[row] = longest + 1;
        }

        Limit(depth + _lengths[row]);
        return _lengths[row];
    }

    private int RowOf(EntityHandle specification) => MetadataTokens.GetRowNumber(specification) is > 0 and var row && row < _lengths.Length
        ? row
        : throw new BadImageFormatException("a signature names a row that is not there");

    private static void Limit(int length)
    {
        if (length > MaximumLength)
        {
            throw new BadImageFormatException("types refer to each other in a ring");
        }
    }
}
