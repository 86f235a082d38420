using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>How code placed in the delta assembly refers to definitions: the delta's own by their rows, loaded ones by name.</summary>
internal sealed class DeltaScope : IDefinitionScope
{
    private readonly AssemblyComparison _comparison;
    private readonly ITokenSink _tables;
    private readonly Dictionary<TypeDefinitionHandle, TokenReference> _types = [];
    private readonly Dictionary<EntityHandle, TokenReference> _members = [];

    /// <summary>Numbers the rows of everything the delta holds; row 1 of types is the module's own.</summary>
    public DeltaScope(AssemblyComparison comparison, DeltaContents delta, ITokenSink tables, int firstType, int firstMethod)
    {
        _comparison = comparison;
        _tables = tables;
        var (type, field, method) = (firstType, 1, firstMethod);
        foreach (var contained in delta.Types)
        {
            _types.Add(contained.Source, TokenReference.Existing(MetadataTokens.GetToken(MetadataTokens.TypeDefinitionHandle(type++))));
            foreach (var handle in contained.Fields)
            {
                _members.Add(handle, TokenReference.Existing(MetadataTokens.GetToken(MetadataTokens.FieldDefinitionHandle(field++))));
            }

            foreach (var handle in contained.Methods)
            {
                _members.Add(handle, TokenReference.Existing(MetadataTokens.GetToken(MetadataTokens.MethodDefinitionHandle(method++))));
            }

            // The companion's own static constructor, for the initialisers of added fields, comes last.
            method += contained.IsCompanion && !comparison.StaticInitializers.For(contained.Source, contained.Fields).IsEmpty ? 1 : 0;
        }
    }

    /// <inheritdoc/>
    public TokenReference LoadedType(TypeDefinitionHandle oldType)
    {
        var old = _comparison.Old.Metadata;
        var type = old.GetTypeDefinition(oldType);
        var enclosing = type.GetDeclaringType();
        var scope = enclosing.IsNil
            ? _tables.AssemblyReference(_comparison.Old.Name, _comparison.Old.Version, PublicKeyToken.Of(_comparison.Old.PublicKey))
            : LoadedType(enclosing);
        return _tables.TypeReference(scope, old.GetString(type.Namespace), old.GetString(type.Name));
    }

    /// <inheritdoc/>
    public TokenReference NewType(TypeDefinitionHandle newType) => _types[newType];

    /// <inheritdoc/>
    public TokenReference Companion(TypeDefinitionHandle newType) => _types[newType];

    /// <inheritdoc/>
    public TokenReference? Definition(EntityHandle newMember) =>
        _members.TryGetValue(newMember, out var definition) ? definition : null;
}
