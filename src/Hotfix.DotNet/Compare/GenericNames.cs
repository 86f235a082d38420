using System.Collections.Immutable;

namespace Hotfixing.DotNet.Compare;

/// <summary>The names of the type parameters a signature may refer to by number.</summary>
/// <param name="Type">Those of the type.</param>
/// <param name="Method">Those of the method.</param>
internal readonly record struct GenericNames(ImmutableArray<string> Type, ImmutableArray<string> Method);
