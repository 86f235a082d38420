using System.Collections;
using System.Dynamic;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace IdentityWorker;

/// <summary>Round trips, LINQ and paths over JSON.</summary>
internal static class JsonWork
{
    public enum Size { Small, Large }

    public sealed class Part
    {
        public string Name { get; set; } = "";
        public Size Size { get; init; }
        public DateTime Made { get; set; }
        public Dictionary<string, decimal> Prices { get; } = [];
        public List<Part> Parts { get; } = [];
        [JsonProperty("hidden", NullValueHandling = NullValueHandling.Ignore)]
        public byte[]? Data { get; set; }
        [JsonIgnore]
        public int Ignored { get; set; } = 5;
        public bool ShouldSerializeMade() => Made.Year > 2000;
    }

    public static string Do()
    {
        StringBuilder output = new();
        JsonSerializerSettings[] every =
        [
            new(),
            new() { Formatting = Formatting.Indented, ContractResolver = new CamelCasePropertyNamesContractResolver(), Converters = { new StringEnumConverter() } },
            new() { TypeNameHandling = TypeNameHandling.All, PreserveReferencesHandling = PreserveReferencesHandling.Objects },
            new() { DateFormatHandling = DateFormatHandling.MicrosoftDateFormat, DefaultValueHandling = DefaultValueHandling.Ignore, StringEscapeHandling = StringEscapeHandling.EscapeNonAscii },
            new() { Culture = CultureInfo.InvariantCulture, ContractResolver = new DefaultContractResolver { NamingStrategy = new SnakeCaseNamingStrategy() } },
        ];
        foreach (JsonSerializerSettings settings in every)
        {
            string text = JsonConvert.SerializeObject(Tree(4), settings);
            Part back = JsonConvert.DeserializeObject<Part>(text, settings)!;
            output.AppendLine(text).AppendLine(JsonConvert.SerializeObject(back, settings));
        }

        Linq(output);
        Errors(output);
        Async(output).GetAwaiter().GetResult();
        return output.ToString();
    }

    private static Part Tree(int depth)
    {
        Part part = new() { Name = $"näme {depth} \" \\ \u2028", Size = (Size)(depth % 2), Made = new DateTime(2000 + depth, 1, 2, 3, 4, 5, DateTimeKind.Utc) };
        part.Prices["eur"] = 1.5m * depth;
        part.Data = depth % 2 == 0 ? [1, 2, (byte)depth] : null;
        for (int i = 0; i < depth; i++)
        {
            part.Parts.Add(Tree(depth - 1 - i));
        }

        return part;
    }

    private static void Linq(StringBuilder output)
    {
        JObject tree = JObject.Parse(JsonConvert.SerializeObject(Tree(4)));
        output.AppendJoin(',', tree.SelectTokens("$..Parts[?(@.Size == 1)].Name")).AppendLine();
        output.AppendJoin(',', tree.SelectTokens("$.Parts[0:2].Prices.*").Select(t => (decimal)t)).AppendLine();
        output.AppendLine($"{tree.Descendants().OfType<JProperty>().Count(p => p.Name == "Name")} {tree.Properties().Select(p => p.Path).First()}");
        tree["Parts"]![1]!.Remove();
        tree.Merge(JObject.FromObject(new { Name = "merged", More = new[] { 1, 2, 3 } }), new JsonMergeSettings { MergeArrayHandling = MergeArrayHandling.Union });
        output.AppendLine(tree.ToString(Formatting.None)).AppendLine($"{JToken.DeepEquals(tree, tree.DeepClone())} {new JTokenEqualityComparer().Equals(tree, tree)}");
        dynamic dynamic = JObject.Parse("{\"a\":{\"b\":[1,2.5,null,\"x\"]}}");
        dynamic.a.c = 7;
        output.AppendLine($"{dynamic.a.b[1]} {dynamic.a.c} {dynamic.a.b.Count}");
        dynamic expando = JsonConvert.DeserializeObject<ExpandoObject>("{\"x\":1,\"y\":{\"z\":[true]}}", new ExpandoObjectConverter())!;
        output.AppendLine($"{expando.x} {((IList)expando.y.z).Count}");
        output.AppendLine(JsonConvert.SerializeXNode(XElement.Parse("<a b='1'><c/><c>2</c></a>")));
        output.AppendLine($"{JsonConvert.DeserializeXNode("{\"r\":{\"@k\":\"v\",\"s\":[1,2]}}")}");
    }

    private static void Errors(StringBuilder output)
    {
        foreach (string text in (string[])["{", "{\"Made\":\"never\"}", "[1,2", "{\"Size\":\"Huge\"}", "nul", "{'Prices':{'a':'b'}}"])
        {
            try
            {
                output.AppendLine(JsonConvert.SerializeObject(JsonConvert.DeserializeObject<Part>(text)));
            }
            catch (JsonException e)
            {
                output.AppendLine($"{e.GetType().Name} {e.Message}");
            }
        }

        List<string> handled = [];
        JsonConvert.DeserializeObject<List<int>>("[1,\"x\",3]", new JsonSerializerSettings { Error = (_, e) => { handled.Add(e.ErrorContext.Path); e.ErrorContext.Handled = true; } });
        output.AppendJoin(',', handled).AppendLine();
    }

    private static async Task Async(StringBuilder output)
    {
        StringWriter text = new();
        using (JsonTextWriter writer = new(text) { Formatting = Formatting.Indented, QuoteChar = '\'' })
        {
            await JToken.FromObject(Tree(2)).WriteToAsync(writer);
        }

        using JsonTextReader reader = new(new StringReader(text.ToString()));
        int tokens = 0;
        while (await reader.ReadAsync())
        {
            tokens++;
        }

        output.AppendLine($"{text} {tokens}");
    }
}
