using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Hotfixing.DotNet.Compare;

/// <summary>
/// Decides whether operations that are already running in a state machine may go on in its new version: its fields are the same
/// (the caller has seen to that), it suspends at the same places, in the same order, and what it needs there has been stored.
/// </summary>
internal sealed class StateMachineComparer(AssemblyImage oldImage, AssemblyImage newImage, Equivalence equivalence)
{
    /// <summary>How many calls before a suspension must be the same for it to count as the same one.</summary>
    private const int CallsCompared = 3;

    /// <summary>Whether the new method may take the place of the old one; always true outside of state machines.</summary>
    public bool MayReplace(MethodDefinitionHandle oldMethod, MethodDefinitionHandle newMethod)
    {
        if (!IsMoveNext(oldImage.Metadata, oldMethod))
        {
            return true;
        }

        var oldPoints = Suspensions(oldImage, oldMethod);
        var newPoints = Suspensions(newImage, newMethod);
        return !Spills(newImage.Metadata, newMethod)
            && oldPoints.Count == newPoints.Count
            && oldPoints.Zip(newPoints).All(p => MayGoOn(p.First, p.Second))
            && SameRegions(oldImage.Body(oldMethod)!, newImage.Body(newMethod)!);
    }

    /// <summary>The new code counts on every field it stores to before the place; the old code must have stored to it, too.</summary>
    private bool MayGoOn(Suspension oldPoint, Suspension newPoint) =>
        oldPoint.Calls.Count == newPoint.Calls.Count
        && oldPoint.Calls.Zip(newPoint.Calls).All(c => equivalence.Same(c.First, c.Second))
        && newPoint.Stored.All(n => oldPoint.Stored.Any(o => equivalence.Same(o, n)));

    private static bool IsMoveNext(MetadataReader reader, MethodDefinitionHandle handle)
    {
        var method = reader.GetMethodDefinition(handle);
        return reader.StringComparer.Equals(method.Name, "MoveNext")
            && GeneratedName.IsPartType(reader.GetString(reader.GetTypeDefinition(method.GetDeclaringType()).Name));
    }

    private static bool Spills(MetadataReader reader, MethodDefinitionHandle handle) =>
        reader.GetTypeDefinition(reader.GetMethodDefinition(handle).GetDeclaringType()).GetFields()
            .Any(f => GeneratedName.IsSpill(reader.GetString(reader.GetFieldDefinition(f).Name)));

    /// <summary>For each await or yield, in the order of the code: the calls just before it and what suspends, and the fields stored to.</summary>
    private static List<Suspension> Suspensions(AssemblyImage image, MethodDefinitionHandle method)
    {
        var points = new List<Suspension>();
        var recent = new List<EntityHandle>();
        var stored = new HashSet<EntityHandle>();
        var reader = new IlReader(image.Body(method)!.GetILBytes());
        while (reader.MoveNext())
        {
            if (reader.OpCode is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj)
            {
                var callee = MetadataTokens.EntityHandle(reader.Token);
                recent.Add(callee);
                if (Name(image.Metadata, callee) is "GetAwaiter" or "AwaitUnsafeOnCompleted" or "AwaitOnCompleted")
                {
                    points.Add(new Suspension([.. recent.TakeLast(CallsCompared)], [.. stored]));
                }
            }
            else if (reader.OpCode is ILOpCode.Stfld or ILOpCode.Ldflda)
            {
                var field = MetadataTokens.EntityHandle(reader.Token);
                stored.Add(field);
                if (reader.OpCode == ILOpCode.Stfld && Name(image.Metadata, field) == "<>2__current")
                {
                    points.Add(new Suspension([], [.. stored]));
                }
            }
        }

        return points;
    }

    private static bool SameRegions(MethodBodyBlock oldBody, MethodBodyBlock newBody) =>
        oldBody.ExceptionRegions.Select(r => r.Kind).SequenceEqual(newBody.ExceptionRegions.Select(r => r.Kind));

    private sealed record Suspension(List<EntityHandle> Calls, List<EntityHandle> Stored);

    private static string Name(MetadataReader reader, EntityHandle member) => member.Kind switch
    {
        HandleKind.MethodDefinition => reader.GetString(reader.GetMethodDefinition((MethodDefinitionHandle)member).Name),
        HandleKind.FieldDefinition => reader.GetString(reader.GetFieldDefinition((FieldDefinitionHandle)member).Name),
        HandleKind.MemberReference => reader.GetString(reader.GetMemberReference((MemberReferenceHandle)member).Name),
        HandleKind.MethodSpecification => Name(reader, reader.GetMethodSpecification((MethodSpecificationHandle)member).Method),
        _ => "",
    };
}
