using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hotfixing.Cli.Output;

/// <summary>Tells what a command found or did: to a person on a page, or to a program in one document.</summary>
internal sealed class Report(Terminal terminal, bool isJson, bool showsDetails)
{
    private static readonly DocumentJson Json = new(new JsonSerializerOptions(DocumentJson.Default.Options)
    {
        // Names of generic functions hold < and >; the document is read by programs, never put into a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private readonly Lock _lock = new();
    private string _command = "";
    private bool _isFinished;

    /// <summary>Whether somebody can be asked before something is changed.</summary>
    public bool CanAsk => terminal.CanAsk && !isJson;

    /// <summary>Names the command that runs.</summary>
    public void Begin(string command) => _command = command;

    /// <summary>Asks; anything but yes means no.</summary>
    public bool Confirm(string question) => terminal.Confirm(question);

    /// <summary>Shows what is being done, until disposed.</summary>
    public ProgressLine Progress() => new(terminal.Error, terminal.IsErrorTerminal);

    /// <summary>Prints something of the result that a person should see before the command is finished.</summary>
    public void Preview(Action<Page> page)
    {
        if (!isJson)
        {
            page(Page.On(terminal.Out, terminal.IsOutTerminal));
        }
    }

    /// <summary>Prints the result, once.</summary>
    /// <param name="exitCode">What the command ends with.</param>
    /// <param name="page">It, for a person.</param>
    /// <param name="document">It, for a program; the command and the exit code are filled in here.</param>
    /// <returns>The exit code.</returns>
    public ExitCode Finish(ExitCode exitCode, Action<Page> page, Func<Document, Document> document)
    {
        lock (_lock)
        {
            if (_isFinished)
            {
                return exitCode;
            }

            _isFinished = true;
            if (isJson)
            {
                var result = document(new Document { Command = _command, ExitCode = (int)exitCode });
                terminal.Out.WriteLine(JsonSerializer.Serialize(result, Json.Document));
            }
            else
            {
                page(Page.On(terminal.Out, terminal.IsOutTerminal));
            }

            terminal.Out.Flush();
            return exitCode;
        }
    }

    /// <summary>Prints what went wrong: to a person on stderr, to a program as the document.</summary>
    /// <returns>The exit code.</returns>
    public ExitCode Failed(Failure failure, Exception? exception)
    {
        if (showsDetails && exception is not null)
        {
            terminal.Error.WriteLine(exception);
        }

        Finish(
            failure.ExitCode,
            _ => Print(Page.On(terminal.Error, terminal.IsErrorTerminal), failure),
            document => document with
            {
                Error = ErrorPart.Of(failure),
                Diagnostics = failure.Diagnostics.Count > 0 ? [.. failure.Diagnostics.Select(DiagnosticPart.Of)] : null,
            });
        return failure.ExitCode;
    }

    private static void Print(Page page, Failure failure)
    {
        if (failure.Diagnostics.Count > 0)
        {
            page.Diagnostics(failure.Diagnostics);
        }

        page.Error($"hotfix: {failure.Message}");
        if (failure.Hint is { } hint)
        {
            page.Hint(hint);
        }
    }
}
