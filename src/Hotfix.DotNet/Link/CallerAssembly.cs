using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Link;

/// <summary>
/// Calls whose answer is about the assembly that the calling code stands in. Code that is moved into a delta would be told of the delta.
/// </summary>
internal static class CallerAssembly
{
    /// <summary>The first such call among the tokens of a body; null when there is none.</summary>
    public static string? FirstAsked(MetadataReader reader, IEnumerable<EntityHandle> tokens) => tokens
        .Where(t => t.Kind == HandleKind.MemberReference)
        .Select(t => reader.GetMemberReference((MemberReferenceHandle)t))
        .Where(m => m.Parent.Kind == HandleKind.TypeReference)
        .Select(m => (Member: m, Type: reader.GetTypeReference((TypeReferenceHandle)m.Parent)))
        .Where(m => IsAsking(
            $"{reader.GetString(m.Type.Namespace)}.{reader.GetString(m.Type.Name)}", reader.GetString(m.Member.Name),
            reader.GetBlobReader(m.Member.Signature).ReadSignatureHeader().IsInstance))
        .Select(m => $"{reader.GetString(m.Type.Name)}.{reader.GetString(m.Member.Name)}")
        .FirstOrDefault();

    /// <summary>Type.GetType looks for a name without an assembly in that of its caller; of an object it asks nothing of the kind.</summary>
    private static bool IsAsking(string type, string member, bool isInstance) => !isInstance && (type, member) is
        ("System.Type", "GetType") or ("System.Reflection.Assembly", "GetExecutingAssembly" or "GetCallingAssembly");
}
