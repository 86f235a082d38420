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
        && newPoint.Stored.All(n => oldPoint.Stored.Any(o => equivalence.Same(o, n)))
        && oldPoint.Regions.SequenceEqual(newPoint.Regions)
        && oldPoint.States.SequenceEqual(newPoint.States);

    private static bool IsMoveNext(MetadataReader reader, MethodDefinitionHandle handle)
    {
        var method = reader.GetMethodDefinition(handle);
        return reader.StringComparer.Equals(method.Name, "MoveNext")
            && GeneratedName.IsPartType(reader.GetString(reader.GetTypeDefinition(method.GetDeclaringType()).Name));
    }

    private static bool Spills(MetadataReader reader, MethodDefinitionHandle handle) =>
        reader.GetTypeDefinition(reader.GetMethodDefinition(handle).GetDeclaringType()).GetFields()
            .Any(f => GeneratedName.IsSpill(reader.GetString(reader.GetFieldDefinition(f).Name)));

    /// <summary>Each await and yield in the order of the code, and the end.</summary>
    private static List<Suspension> Suspensions(AssemblyImage image, MethodDefinitionHandle method)
    {
        var points = new List<Suspension>();
        var recent = new List<EntityHandle>();
        var stored = new HashSet<EntityHandle>();
        var states = new List<int>();
        var constant = 0;
        var body = image.Body(method)!;
        var reader = new IlReader(body.GetILBytes());
        while (reader.MoveNext())
        {
            var suspends = false;
            constant = reader.Constant ?? constant;
            if (reader.OpCode is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj)
            {
                var callee = MetadataTokens.EntityHandle(reader.Token);
                recent.Add(callee);
                suspends = Name(image.Metadata, callee) is "GetAwaiter" or "AwaitUnsafeOnCompleted" or "AwaitOnCompleted";
            }
            else if (reader.OpCode is ILOpCode.Stfld or ILOpCode.Ldflda)
            {
                var field = MetadataTokens.EntityHandle(reader.Token);
                var name = Name(image.Metadata, field);
                stored.Add(field);
                suspends = name == "<>2__current" && reader.OpCode == ILOpCode.Stfld;
                if (name == "<>1__state")
                {
                    states.Add(constant);
                }
            }

            if (suspends)
            {
                List<EntityHandle> calls = reader.OpCode == ILOpCode.Stfld ? [] : [.. recent.TakeLast(CallsCompared)];
                points.Add(new Suspension(calls, [.. stored], RegionsAt(body, reader.Offset), [.. states]));
            }
        }

        points.Add(new Suspension([], [], [], states));
        return points;
    }

    private static List<int> RegionsAt(MethodBodyBlock body, int offset) =>
    [
        .. Enumerable.Range(0, body.ExceptionRegions.Length).Where(i => body.ExceptionRegions[i] is var region
            && offset >= region.TryOffset && offset < region.TryOffset + region.TryLength),
    ];

    private static bool SameRegions(MethodBodyBlock oldBody, MethodBodyBlock newBody) =>
        oldBody.ExceptionRegions.Select(r => r.Kind).SequenceEqual(newBody.ExceptionRegions.Select(r => r.Kind));

    /// <summary>A place where the code may wait.</summary>
    /// <param name="Calls">The calls just before it, what suspends among them; none for a yield.</param>
    /// <param name="Stored">The fields stored to before it.</param>
    /// <param name="Regions">Which handlers guard it.</param>
    /// <param name="States">The states set before it: an iterator, which waits outside of its handlers, says by them in which it is.</param>
    private sealed record Suspension(List<EntityHandle> Calls, List<EntityHandle> Stored, List<int> Regions, List<int> States);

    private static string Name(MetadataReader reader, EntityHandle member) => member.Kind switch
    {
        HandleKind.MethodDefinition => reader.GetString(reader.GetMethodDefinition((MethodDefinitionHandle)member).Name),
        HandleKind.FieldDefinition => reader.GetString(reader.GetFieldDefinition((FieldDefinitionHandle)member).Name),
        HandleKind.MemberReference => reader.GetString(reader.GetMemberReference((MemberReferenceHandle)member).Name),
        HandleKind.MethodSpecification => Name(reader, reader.GetMethodSpecification((MethodSpecificationHandle)member).Method),
        _ => "",
    };
}
