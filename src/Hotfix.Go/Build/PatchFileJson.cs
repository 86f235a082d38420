using System.Text.Json.Serialization;

namespace Hotfixing.Go.Build;

/// <summary>Writes and reads manifests without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(PatchFileManifest))]
internal sealed partial class PatchFileJson : JsonSerializerContext;
