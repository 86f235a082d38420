using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Link;

/// <summary>
/// One type of the delta assembly: a type that only the new build has, whole; or the companion of a type both builds have, with
/// its full name, holding as static members what the new build adds to it.
/// </summary>
internal sealed class DeltaType(TypeDefinitionHandle source, bool isCompanion, DeltaType? enclosing)
{
    /// <summary>The type of the new build.</summary>
    public TypeDefinitionHandle Source { get; } = source;

    /// <summary>Whether it is a companion.</summary>
    public bool IsCompanion { get; } = isCompanion;

    /// <summary>The delta type it is nested in.</summary>
    public DeltaType? Enclosing { get; } = enclosing;

    /// <summary>Its fields, in order.</summary>
    public List<FieldDefinitionHandle> Fields { get; } = [];

    /// <summary>Its methods, in order.</summary>
    public List<MethodDefinitionHandle> Methods { get; } = [];
}
