using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Check;

/// <summary>Refuses changed attributes of loaded members: who reads them goes on seeing the old ones.</summary>
internal sealed class AttributeChecker(AssemblyComparison comparison, List<Diagnostic> diagnostics)
{
    /// <summary>Attributes only compilers and debuggers read; which of them stand on a member changes with its body.</summary>
    private static readonly HashSet<string> s_forCompilers =
    [
        "NullableAttribute", "NullableContextAttribute", "NullablePublicOnlyAttribute", "CompilerGeneratedAttribute",
        "AsyncStateMachineAttribute", "IteratorStateMachineAttribute", "AsyncIteratorStateMachineAttribute", "IsReadOnlyAttribute",
        "ScopedRefAttribute", "RefSafetyRulesAttribute", "TupleElementNamesAttribute", "DynamicAttribute",
        "NativeIntegerAttribute", "RequiresLocationAttribute", "ParamCollectionAttribute", "ExtensionAttribute",
        "DebuggerHiddenAttribute", "DebuggerStepThroughAttribute", "DebuggerBrowsableAttribute", "DebuggerDisplayAttribute",
        "DebuggerNonUserCodeAttribute", "StackTraceHiddenAttribute", "IsUnmanagedAttribute", "CompilationMappingAttribute",

        // Names the indexers, which are reported as properties are.
        "DefaultMemberAttribute",
    ];

    /// <summary>Compares the attributes of one member.</summary>
    public void Check(IReadOnlyCollection<CustomAttributeHandle> olds, IReadOnlyCollection<CustomAttributeHandle> news, string member)
    {
        if (FirstDifference(olds, news) is { } attribute)
        {
            diagnostics.Add(PatchDiagnostics.AttributesChanged(member, attribute));
        }
    }

    /// <summary>Compares how one value is given to native code: to the compiler an attribute, to the runtime a table (ECMA-335 II.22.17).</summary>
    public void CheckMarshalling(BlobHandle old, BlobHandle current, string member)
    {
        if (!comparison.Old.Metadata.GetBlobContent(old).AsSpan().SequenceEqual(comparison.New.Metadata.GetBlobContent(current).AsSpan()))
        {
            diagnostics.Add(PatchDiagnostics.AttributesChanged(member, "MarshalAsAttribute"));
        }
    }

    /// <summary>The name of an attribute that only one of the two has, or has with other values.</summary>
    public string? FirstDifference(IReadOnlyCollection<CustomAttributeHandle> olds, IReadOnlyCollection<CustomAttributeHandle> news)
    {
        if (olds.Count == 0 && news.Count == 0)
        {
            return null;
        }

        var (oldReader, newReader) = (comparison.Old.Metadata, comparison.New.Metadata);
        var left = olds.Select(oldReader.GetCustomAttribute).Where(a => !IsForCompilers(oldReader, a)).ToList();
        foreach (var attribute in news.Select(newReader.GetCustomAttribute).Where(a => !IsForCompilers(newReader, a)))
        {
            var match = left.FindIndex(o => comparison.Equivalence.Same(o.Constructor, attribute.Constructor)
                && oldReader.GetBlobContent(o.Value).AsSpan().SequenceEqual(newReader.GetBlobContent(attribute.Value).AsSpan()));
            if (match < 0)
            {
                return TypeName(newReader, attribute);
            }

            left.RemoveAt(match);
        }

        return left.Count == 0 ? null : TypeName(oldReader, left[0]);
    }

    /// <summary>The name of the attribute's type, without its namespace.</summary>
    public static string TypeName(MetadataReader reader, CustomAttribute attribute)
    {
        var type = attribute.Constructor.Kind == HandleKind.MemberReference
            ? reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
            : reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType();
        return type.Kind switch
        {
            HandleKind.TypeReference => reader.GetString(reader.GetTypeReference((TypeReferenceHandle)type).Name),
            HandleKind.TypeDefinition => reader.GetString(reader.GetTypeDefinition((TypeDefinitionHandle)type).Name),
            _ => "of a generic type",
        };
    }

    private static bool IsForCompilers(MetadataReader reader, CustomAttribute attribute) =>
        s_forCompilers.Contains(TypeName(reader, attribute));
}
