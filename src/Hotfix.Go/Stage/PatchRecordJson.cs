using System.Text.Json.Serialization;

namespace Hotfixing.Go.Stage;

/// <summary>Writes and reads records without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(TargetAddressJson)])]
[JsonSerializable(typeof(PatchRecord))]
internal sealed partial class PatchRecordJson : JsonSerializerContext;
