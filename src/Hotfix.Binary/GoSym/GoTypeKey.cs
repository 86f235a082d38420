namespace Hotfixing.Binary.GoSym;

/// <summary>What two descriptors of one type agree in, whatever image they stand in; the structure must be compared, too.</summary>
/// <param name="Hash">The hash Go's compiler gave the type.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">How Go writes it, with short package names.</param>
/// <param name="PackagePath">The path of the package that declares it; empty for types without a name.</param>
public readonly record struct GoTypeKey(uint Hash, GoKind Kind, string Text, string PackagePath);
