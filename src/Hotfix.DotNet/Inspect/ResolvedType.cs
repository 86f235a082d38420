using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Inspect;

/// <summary>A type, and the metadata it is defined in.</summary>
/// <param name="Reader">The metadata of its assembly.</param>
/// <param name="Handle">The type in it.</param>
internal sealed record ResolvedType(MetadataReader Reader, TypeDefinitionHandle Handle);
