using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Compare;

/// <summary>One method whose body differs between the builds.</summary>
/// <param name="Old">The method in the running build.</param>
/// <param name="New">The method in the new build.</param>
/// <param name="Written">The method it is written in, in the new build: of a lambda or state machine another one.</param>
/// <param name="Function">The name of <paramref name="Written"/>, for people.</param>
internal sealed record MethodChange(
    MethodDefinitionHandle Old, MethodDefinitionHandle New, MethodDefinitionHandle Written, string Function);
