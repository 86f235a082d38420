using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>Adds references to the delta assembly's own tables.</summary>
internal sealed class DeltaTables(MetadataBuilder builder) : ITokenSink
{
    private readonly Dictionary<string, TokenReference> _assemblies = [];
    private readonly Dictionary<(TokenReference, string, string), TokenReference> _types = [];

    /// <summary>The simple names of the assemblies the delta refers to.</summary>
    public IEnumerable<string> Assemblies => _assemblies.Keys;

    /// <inheritdoc/>
    public TokenReference AssemblyReference(string name, Version version, byte[] publicKeyToken)
    {
        if (!_assemblies.TryGetValue(name, out var reference))
        {
            reference = Token(builder.AddAssemblyReference(
                builder.GetOrAddString(name), version, default, builder.GetOrAddBlob(publicKeyToken), default, default));
            _assemblies.Add(name, reference);
        }

        return reference;
    }

    /// <inheritdoc/>
    public TokenReference TypeReference(TokenReference scope, string @namespace, string name)
    {
        if (!_types.TryGetValue((scope, @namespace, name), out var reference))
        {
            reference = Token(builder.AddTypeReference(
                Entity(scope), builder.GetOrAddString(@namespace), builder.GetOrAddString(name)));
            _types.Add((scope, @namespace, name), reference);
        }

        return reference;
    }

    /// <inheritdoc/>
    public TokenReference TypeSpecification(SignatureTemplate signature) => Token(builder.AddTypeSpecification(Blob(signature)));

    /// <inheritdoc/>
    public TokenReference MemberReference(TokenReference parent, string name, SignatureTemplate signature) =>
        Token(builder.AddMemberReference(Entity(parent), builder.GetOrAddString(name), Blob(signature)));

    /// <inheritdoc/>
    public TokenReference MethodSpecification(TokenReference method, SignatureTemplate signature) =>
        Token(builder.AddMethodSpecification(Entity(method), Blob(signature)));

    /// <inheritdoc/>
    public TokenReference StandaloneSignature(SignatureTemplate signature) => Token(builder.AddStandaloneSignature(Blob(signature)));

    /// <inheritdoc/>
    public TokenReference UserString(string text) =>
        TokenReference.Existing(MetadataTokens.GetToken(builder.GetOrAddUserString(text)));

    /// <summary>Adds a signature's final bytes.</summary>
    public BlobHandle Blob(SignatureTemplate signature)
    {
        var bytes = new List<byte>(signature.Bytes.Length + (4 * signature.Tokens.Length));
        var next = 0;
        for (var i = 0; i < signature.Bytes.Length || next < signature.Positions.Length; i++)
        {
            while (next < signature.Positions.Length && signature.Positions[next] == i)
            {
                bytes.AddRange(CompressedInteger.Bytes((uint)CodedIndex.TypeDefOrRefOrSpec(Entity(signature.Tokens[next++]))));
            }

            if (i < signature.Bytes.Length)
            {
                bytes.Add(signature.Bytes[i]);
            }
        }

        return builder.GetOrAddBlob(bytes.ToArray());
    }

    /// <summary>The handle behind a reference to a row that exists.</summary>
    public static EntityHandle Entity(TokenReference reference) => MetadataTokens.EntityHandle((int)reference.Value);

    private static TokenReference Token(EntityHandle handle) => TokenReference.Existing(MetadataTokens.GetToken(handle));
}
