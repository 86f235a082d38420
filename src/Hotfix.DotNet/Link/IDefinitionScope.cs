using System.Reflection.Metadata;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>How code in one place (the loaded module, the delta assembly) refers to definitions of the new build.</summary>
internal interface IDefinitionScope
{
    /// <summary>A type of the running build.</summary>
    TokenReference LoadedType(TypeDefinitionHandle oldType);

    /// <summary>A type that only the new build has.</summary>
    TokenReference NewType(TypeDefinitionHandle newType);

    /// <summary>The companion, in the delta assembly, of a type that both builds have.</summary>
    TokenReference Companion(TypeDefinitionHandle newType);

    /// <summary>A method or field whose definition stands in this very place; null when it is referred to by name.</summary>
    TokenReference? Definition(EntityHandle newMember);
}
