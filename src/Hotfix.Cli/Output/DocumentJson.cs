using System.Text.Json.Serialization;

namespace Hotfixing.Cli.Output;

/// <summary>Writes documents without reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Document))]
internal sealed partial class DocumentJson : JsonSerializerContext;
