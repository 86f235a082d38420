namespace Hotfixing.Binary.GoSym;

/// <summary>A field of a struct.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type's descriptor.</param>
/// <param name="Offset">Where it is in the struct, in bytes.</param>
/// <param name="IsEmbedded">Whether it is embedded.</param>
public sealed record GoField(GoName Name, ImageAddress Type, ulong Offset, bool IsEmbedded);
