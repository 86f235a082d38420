using System.Security.Cryptography;
using System.Text;
using IdentityWorker;

// worker <library>: does real work with one library, again and again, and tells the hash of what came out.
Func<string> work = args[0] switch
{
    "Newtonsoft.Json" => JsonWork.Do,
    "System.CommandLine" => CommandLineWork.Do,
    "Spectre.Console" => ConsoleWork.Do,
    "Mono.Cecil" => CecilWork.Do,
    "Iced" => IcedWork.Do,
    "ICSharpCode.Decompiler" => DecompilerWork.Do,
    "xunit" => XunitWork.Do,
    _ => throw new ArgumentException($"no work is known for {args[0]}"),
};
Repetition? repetition = null;
Console.WriteLine("ready");
while (Console.ReadLine() is { } question)
{
    Console.WriteLine(question switch
    {
        "work" => Work(),
        "begin" => Begin(),
        "end" => repetition?.End() ?? "",
        _ => "unknown",
    });
}

string Work()
{
    try
    {
        return Hash(work());
    }
    catch (Exception e)
    {
        return $"{e}".ReplaceLineEndings(" ");
    }
}

string Begin()
{
    repetition = new Repetition(() => Hash(work()));
    return "begun";
}

static string Hash(string text) => $"{text.Length}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}";
