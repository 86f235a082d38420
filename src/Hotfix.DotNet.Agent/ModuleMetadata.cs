using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>
/// Adds rows to the metadata of one loaded copy of a module. Slots are those of cor.h (dotnet/runtime, src/coreclr/inc).
/// Not thread-safe: the caller serialises.
/// </summary>
internal sealed unsafe class ModuleMetadata(nint emit, nint assemblyEmit) : IDisposable
{
    /// <summary>IID_IMetaDataEmit2.</summary>
    public static readonly Guid EmitInterface = new("F5DD9950-F693-42E6-830E-7B833E8146A9");

    /// <summary>IID_IMetaDataAssemblyEmit.</summary>
    public static readonly Guid AssemblyEmitInterface = new("211EF15B-5317-4438-B196-DEC87B887693");

    private const int DefineAssemblyRef = 4;
    private const int DefineTypeRefByName = 12;
    private const int DefineMemberRef = 14;
    private const int GetTokenFromSig = 23;
    private const int GetTokenFromTypeSpec = 26;
    private const int DefineUserString = 28;
    private const int DefineMethodSpec = 52;

    /// <summary>Adds the rows in order and returns their tokens.</summary>
    public int[] Define(TokenDefinition[] definitions)
    {
        var tokens = new int[definitions.Length];
        for (var i = 0; i < definitions.Length; i++)
        {
            tokens[i] = Define(definitions[i], tokens.AsSpan(0, i));
        }

        return tokens;
    }

    /// <summary>Fills the tokens into a copy of the body.</summary>
    public static byte[] Resolve(BodyPatch patch, ReadOnlySpan<int> tokens)
    {
        var body = (byte[])patch.Body.Clone();
        for (var i = 0; i < patch.FixupOffsets.Length; i++)
        {
            BitConverter.TryWriteBytes(body.AsSpan(patch.FixupOffsets[i], 4), Resolve(patch.FixupTokens[i], tokens));
        }

        return body;
    }

    public void Dispose()
    {
        ComObject.Release(emit);
        ComObject.Release(assemblyEmit);
    }

    private static int Resolve(TokenReference reference, ReadOnlySpan<int> tokens) =>
        reference.IsDefined ? tokens[reference.Index] : (int)reference.Value;

    private int Define(TokenDefinition definition, ReadOnlySpan<int> earlier)
    {
        var parent = Resolve(definition.Parent, earlier);
        var signature = definition.Signature is { } template ? SignatureEncoding.Fill(template, Resolve, earlier) : [];
        var name = definition.Name;
        int token;
        fixed (char* text = name)
        fixed (byte* blob = signature)
        {
            var outcome = definition.Kind switch
            {
                TokenKind.AssemblyReference => DefineAssembly(definition, text, &token),
                TokenKind.TypeReference => ComObject.Call(emit, DefineTypeRefByName, parent, (nint)text, (nint)(&token)),
                TokenKind.TypeSpecification =>
                    ComObject.Call(emit, GetTokenFromTypeSpec, (nint)blob, signature.Length, (nint)(&token)),
                TokenKind.MemberReference =>
                    ComObject.Call(emit, DefineMemberRef, parent, (nint)text, (nint)blob, signature.Length, (nint)(&token)),
                TokenKind.MethodSpecification =>
                    ComObject.Call(emit, DefineMethodSpec, parent, (nint)blob, signature.Length, (nint)(&token)),
                TokenKind.StandaloneSignature => ComObject.Call(emit, GetTokenFromSig, (nint)blob, signature.Length, (nint)(&token)),
                TokenKind.UserString => ComObject.Call(emit, DefineUserString, (nint)text, name.Length, (nint)(&token)),
                _ => throw new InvalidDataException($"token kind {(byte)definition.Kind} is not known"),
            };
            ComObject.Check(outcome, $"defining {definition.Kind} \"{name}\"");
        }

        return token;
    }

    private int DefineAssembly(TokenDefinition definition, char* name, int* token)
    {
        var version = definition.Version ?? new Version(0, 0, 0, 0);
        var metadata = new AssemblyMetadata
        {
            Major = (ushort)version.Major,
            Minor = (ushort)version.Minor,
            Build = (ushort)version.Build,
            Revision = (ushort)version.Revision,
        };
        fixed (byte* key = definition.PublicKeyToken)
        {
            return ComObject.Call(
                assemblyEmit, DefineAssemblyRef, (nint)key, definition.PublicKeyToken.Length, (nint)name, (nint)(&metadata), 0, 0, 0, (nint)token);
        }
    }
}
