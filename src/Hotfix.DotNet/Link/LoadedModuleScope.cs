using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>How code placed in the loaded module refers to definitions: its own by their tokens, new ones in the delta by name.</summary>
internal sealed class LoadedModuleScope(AssemblyComparison comparison, DeltaContents delta, string deltaName, ITokenSink rows)
    : IDefinitionScope
{
    private readonly MetadataReader _new = comparison.New.Metadata;
    private readonly Dictionary<TypeDefinitionHandle, TokenReference> _deltaTypes = [];

    /// <inheritdoc/>
    public TokenReference LoadedType(TypeDefinitionHandle oldType) => TokenReference.Existing(MetadataTokens.GetToken(oldType));

    /// <inheritdoc/>
    public TokenReference NewType(TypeDefinitionHandle newType) => DeltaType(newType);

    /// <inheritdoc/>
    public TokenReference Companion(TypeDefinitionHandle newType) => DeltaType(newType);

    /// <inheritdoc/>
    public TokenReference? Definition(EntityHandle newMember) =>
        comparison.Correspondence.TryGetOld(newMember, out var old)
            ? TokenReference.Existing(MetadataTokens.GetToken(old.Value))
            : null;

    private TokenReference DeltaType(TypeDefinitionHandle newType)
    {
        if (!_deltaTypes.TryGetValue(newType, out var reference))
        {
            var enclosing = delta[newType].Enclosing;
            var scope = enclosing is null
                ? rows.AssemblyReference(deltaName, comparison.Old.Version, [])
                : DeltaType(enclosing.Source);
            var type = _new.GetTypeDefinition(newType);
            reference = rows.TypeReference(scope, _new.GetString(type.Namespace), _new.GetString(type.Name));
            _deltaTypes.Add(newType, reference);
        }

        return reference;
    }
}
