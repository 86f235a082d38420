namespace Hotfixing.DotNet.Protocol;

/// <summary>Which kind of metadata row a <see cref="TokenDefinition"/> adds (ECMA-335 II.22).</summary>
public enum TokenKind : byte
{
    /// <summary>AssemblyRef: Name, Version and PublicKeyToken count.</summary>
    AssemblyReference = 1,

    /// <summary>TypeRef: Parent is the resolution scope; Name is the full name (for a nested type its own name only).</summary>
    TypeReference = 2,

    /// <summary>TypeSpec: Signature counts.</summary>
    TypeSpecification = 3,

    /// <summary>MemberRef: Parent, Name and Signature count.</summary>
    MemberReference = 4,

    /// <summary>MethodSpec: Parent is the method; Signature counts.</summary>
    MethodSpecification = 5,

    /// <summary>StandAloneSig: Signature counts.</summary>
    StandaloneSignature = 6,

    /// <summary>A user string: Name is the text.</summary>
    UserString = 7,
}
