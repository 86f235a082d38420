using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>Writes addresses the way people read them.</summary>
internal sealed class TargetAddressJson : JsonConverter<TargetAddress>
{
    public override TargetAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is ['0', 'x', .. var digits]
        && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? new TargetAddress(value)
            : throw new JsonException("not an address");

    public override void Write(Utf8JsonWriter writer, TargetAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
