using System.Text.Json;

namespace Hotfixing.Cli.Output;

/// <summary>How the words of the contract are spelled in JSON.</summary>
internal static class JsonNames
{
    public static string Of<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName($"{value}");
}
