using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;

namespace IdentityWorker;

/// <summary>Parses, completes, explains and invokes command lines.</summary>
internal static class CommandLineWork
{
    private static readonly string[] s_lines =
    [
        "", "copy a b", "copy a b c --depth 3 -v", "copy --depth x", "list --kind Large --kind Small", "list --kind Odd", "copy \"a b\" --unknown",
        "--help", "copy --help", "list -h", "--version", "[parse] copy x", "copy -vd 4 q", "list --since 2001-02-03 -- extra", "cpy",
    ];

    public static string Do()
    {
        StringBuilder output = new();
        RootCommand root = Build(output);
        foreach (string line in s_lines)
        {
            ParseResult result = root.Parse(line);
            output.AppendLine($"> {line}: {result}").AppendJoin('|', result.Errors.Select(e => e.Message)).AppendLine();
            output.AppendJoin(',', result.Tokens.Select(t => $"{t.Type}:{t.Value}")).AppendLine();
            output.AppendJoin(',', result.GetCompletions().Select(c => c.Label)).AppendLine();
            StringWriter said = new();
            int code = result.Invoke(new InvocationConfiguration { Output = said, Error = said, EnableDefaultExceptionHandler = true });
            output.AppendLine($"{code} {said}");
            output.AppendLine($"{result.InvokeAsync(new InvocationConfiguration { Output = said, Error = said }).GetAwaiter().GetResult()}");
        }

        output.AppendJoin(',', CommandLineParser.SplitCommandLine("a \"b c\" 'd'  e\\f")).AppendLine();
        return output.ToString();
    }

    private static RootCommand Build(StringBuilder output)
    {
        Option<int> depth = new("--depth", "-d") { Description = "how deep", DefaultValueFactory = _ => 2 };
        depth.Validators.Add(r =>
        {
            if (r.Tokens.Count > 0 && r.Tokens[0].Value == "9")
            {
                r.AddError("not nine");
            }
        });
        Option<bool> verbose = new("--verbose", "-v") { Recursive = true };
        Argument<FileInfo[]> files = new("files") { Arity = ArgumentArity.OneOrMore, HelpName = "file" };
        Option<JsonWork.Size[]> kind = new("--kind") { AllowMultipleArgumentsPerToken = true };
        Option<DateTime?> since = new("--since") { CustomParser = r => DateTime.Parse(r.Tokens[0].Value) };
        Command copy = new("copy", "copies") { files, depth };
        copy.SetAction(r => output.AppendLine($"copy {string.Join(';', r.GetValue(files)!.Select(f => f.Name))} {r.GetValue(depth)} {r.GetValue(verbose)}").Length > 0 ? 3 : 4);
        Command list = new("list", "lists") { kind, since };
        list.Aliases.Add("ls");
        list.SetAction(async (r, cancellation) =>
        {
            await Task.Yield();
            output.AppendLine($"list {string.Join(';', r.GetValue(kind) ?? [])} {r.GetValue(since):O}");
            return 5;
        });
        return new RootCommand("works") { copy, list, verbose };
    }
}
