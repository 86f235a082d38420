namespace Hotfixing.DotNet.Inspect;

/// <summary>A copy of a method in the native code an assembly was published with.</summary>
/// <param name="Method">The token of the method that was copied; 0 when it is of another assembly.</param>
/// <param name="Holder">The token of the method whose code holds the copy; 0 when it is of another assembly.</param>
internal readonly record struct InlinedCopy(int Method, int Holder);
