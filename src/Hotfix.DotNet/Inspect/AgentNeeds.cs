using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;
using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Stage;

namespace Hotfixing.DotNet.Inspect;

/// <summary>
/// Whether a program has what the agent calls. One that brings its own framework may have been trimmed of it, and the runtime ends a
/// process whose startup hook cannot be loaded (runtime: System.StartupHookProvider, 8 to 10).
/// </summary>
internal sealed class AgentNeeds : IDisposable
{
    private readonly AssemblyImage _agent = AssemblyImage.Read(AgentProtocol.AgentFile, [.. AgentFiles.Read(AgentProtocol.AgentFile)]);
    private readonly ProgramAssemblies _assemblies;

    private AgentNeeds(LoadedProgram program) => _assemblies = new ProgramAssemblies(program);

    /// <summary>The first thing that is missing; null when nothing is.</summary>
    /// <exception cref="RefusedException">The bytes of an assembly that is loaded are lost.</exception>
    /// <exception cref="HotfixException">An assembly of the program is damaged or cannot be read, or the process has ended.</exception>
    public static string? FindMissing(LoadedProgram program)
    {
        if (program.HasSharedFramework)
        {
            return null;
        }

        using var needs = new AgentNeeds(program);
        return needs._agent.Reading(needs.FindMissing);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _agent.Dispose();
        _assemblies.Dispose();
    }

    private string? FindMissing()
    {
        var reader = _agent.Metadata;
        var text = new ReferenceText(reader);
        return reader.TypeReferences.Where(t => _assemblies.Resolve(reader, t) is null).Select(t => text.Of(t))
            .Concat(reader.MemberReferences.Where(m => !IsThere(m)).Select(m => text.Of(m)))
            .FirstOrDefault();
    }

    private bool IsThere(MemberReferenceHandle handle)
    {
        var reader = _agent.Metadata;
        var member = reader.GetMemberReference(handle);
        if (OwnerOf(member.Parent) is not { } owner)
        {
            // Of the agent itself, or of an array, which the runtime makes.
            return true;
        }

        var wanted = Signed(new ReferenceText(reader).Of(handle));
        for (var type = _assemblies.Resolve(reader, owner); type is not null; type = _assemblies.ResolveBase(type))
        {
            var text = new ReferenceText(type.Reader);
            var definition = type.Reader.GetTypeDefinition(type.Handle);
            if (definition.GetMethods().Any(m => Signed(text.Of(m)) == wanted)
                || definition.GetFields().Any(f => Signed(text.Of(f)) == wanted))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The name and signature of a member, without its type.</summary>
    private static string Signed(string member) => member[(member.IndexOf("::", StringComparison.Ordinal) + 2)..];

    private TypeReferenceHandle? OwnerOf(EntityHandle parent)
    {
        var owner = parent;
        if (parent.Kind == HandleKind.TypeSpecification)
        {
            var signature = _agent.Metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature;
            owner = SignatureParser.ParseType(_agent.Metadata.GetBlobBytes(signature))
                is { Bytes: [(byte)SignatureTypeCode.GenericTypeInstance, ..], Tokens: [var type, ..] }
                ? MetadataTokens.EntityHandle((int)type.Value)
                : default;
        }

        return owner.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)owner : null;
    }
}
