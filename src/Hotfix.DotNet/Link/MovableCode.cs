using System.Reflection;
using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Link;

/// <summary>Refuses what would be another thing in a delta than where it was written.</summary>
internal sealed class MovableCode(MetadataReader reader)
{
    /// <summary>Checks a method that is added to a loaded type.</summary>
    /// <exception cref="CannotLinkException">It has no sound form outside of the type.</exception>
    public void EnsureMethod(MethodDefinitionHandle handle)
    {
        var method = reader.GetMethodDefinition(handle);
        if (reader.StringComparer.Equals(method.Name, ".ctor"))
        {
            throw new CannotLinkException(
                $"a constructor added to {Names.Type(method.GetDeclaringType())}, which objects of the running build lack");
        }

        if ((method.ImplAttributes & MethodImplAttributes.Synchronized) != 0)
        {
            throw new CannotLinkException($"the added method {Names.Method(handle)} is synchronized, and would lock something else");
        }
    }

    /// <summary>Checks code for calls whose answer is about the assembly or the method that the calling code stands in.</summary>
    /// <param name="tokens">What the code uses.</param>
    /// <param name="member">What it is the code of.</param>
    /// <exception cref="CannotLinkException">It would be told of the delta.</exception>
    public void EnsureCode(IEnumerable<EntityHandle> tokens, string member)
    {
        foreach (var token in tokens.Where(t => t.Kind == HandleKind.MemberReference))
        {
            var call = reader.GetMemberReference((MemberReferenceHandle)token);
            if (call.Parent.Kind == HandleKind.TypeReference && AsksWhereItStands(call))
            {
                throw new CannotLinkException(
                    $"{member} is added and calls {reader.GetString(call.Name)}, whose answer depends on where the call stands");
            }
        }
    }

    /// <summary>Type.GetType looks for a name without an assembly in that of its caller; of an object it asks nothing of the kind.</summary>
    private bool AsksWhereItStands(MemberReference member)
    {
        var type = reader.GetTypeReference((TypeReferenceHandle)member.Parent);
        return !reader.GetBlobReader(member.Signature).ReadSignatureHeader().IsInstance
            && (reader.GetString(type.Namespace), reader.GetString(type.Name), reader.GetString(member.Name)) is
                ("System", "Type", "GetType") or ("System.Reflection", "Assembly", "GetExecutingAssembly" or "GetCallingAssembly")
                or ("System.Reflection", "MethodBase", "GetCurrentMethod");
    }

    private FunctionNames Names => field ??= new FunctionNames(reader);
}
