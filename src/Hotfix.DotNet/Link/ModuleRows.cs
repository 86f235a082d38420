using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>Collects the rows a patch adds to the metadata of the loaded module.</summary>
internal sealed class ModuleRows(MetadataReader loaded) : ITokenSink
{
    private readonly List<TokenDefinition> _rows = [];
    private readonly Dictionary<string, TokenReference> _assemblies = [];

    /// <summary>The rows, each referring to earlier ones only.</summary>
    public TokenDefinition[] Rows => [.. _rows];

    /// <inheritdoc/>
    public TokenReference AssemblyReference(string name, Version version, byte[] publicKeyToken)
    {
        if (!_assemblies.TryGetValue(name, out var reference))
        {
            reference = Existing(name) ?? Add(new TokenDefinition
            {
                Kind = TokenKind.AssemblyReference,
                Name = name,
                Version = version,
                PublicKeyToken = publicKeyToken,
            });
            _assemblies.Add(name, reference);
        }

        return reference;
    }

    /// <inheritdoc/>
    public TokenReference TypeReference(TokenReference scope, string @namespace, string name) => Add(new TokenDefinition
    {
        Kind = TokenKind.TypeReference,
        Parent = scope,
        Name = @namespace.Length == 0 ? name : $"{@namespace}.{name}",
    });

    /// <inheritdoc/>
    public TokenReference TypeSpecification(SignatureTemplate signature) =>
        Add(new TokenDefinition { Kind = TokenKind.TypeSpecification, Signature = signature });

    /// <inheritdoc/>
    public TokenReference MemberReference(TokenReference parent, string name, SignatureTemplate signature) =>
        Add(new TokenDefinition { Kind = TokenKind.MemberReference, Parent = parent, Name = name, Signature = signature });

    /// <inheritdoc/>
    public TokenReference MethodSpecification(TokenReference method, SignatureTemplate signature) =>
        Add(new TokenDefinition { Kind = TokenKind.MethodSpecification, Parent = method, Signature = signature });

    /// <inheritdoc/>
    public TokenReference StandaloneSignature(SignatureTemplate signature) =>
        Add(new TokenDefinition { Kind = TokenKind.StandaloneSignature, Signature = signature });

    /// <inheritdoc/>
    public TokenReference UserString(string text) => Add(new TokenDefinition { Kind = TokenKind.UserString, Name = text });

    private TokenReference Add(TokenDefinition row)
    {
        _rows.Add(row);
        return TokenReference.Defined(_rows.Count - 1);
    }

    private TokenReference? Existing(string assemblyName)
    {
        foreach (var handle in loaded.AssemblyReferences)
        {
            if (loaded.StringComparer.Equals(loaded.GetAssemblyReference(handle).Name, assemblyName))
            {
                return TokenReference.Existing(MetadataTokens.GetToken(handle));
            }
        }

        return null;
    }
}
