using System.Text.Json;

namespace Hotfixing.EndToEnd;

/// <summary>How a command ended and what it printed.</summary>
public sealed record CommandResult(int ExitCode, string Out, string Error)
{
    /// <summary>It did what it was asked for. Returns what it printed.</summary>
    public string Succeeds()
    {
        Assert.True(ExitCode == 0, $"ended with {ExitCode}:\n{Out}{Error}");
        return Out;
    }

    /// <summary>It was refused for this reason, before anything was planned: said on stderr.</summary>
    public void IsRefused(string id) => Ends(2, Error, $"{id} refused: ");

    /// <summary>There is a plan, on stdout, and this is in its way.</summary>
    public void HasRefusedPlan(string id) => Ends(2, Out, $"{id} refused: ");

    /// <summary>It failed, and says so on stderr.</summary>
    public void Fails(string message) => Ends(1, Error, message);

    /// <summary>What runs is what was built.</summary>
    public void HasNothingToDo() => Ends(3, Out, "nothing to do: ");

    /// <summary>The document it printed with --json, which is all it printed, but for progress on stderr.</summary>
    public JsonElement Document()
    {
        // What is being done is said on stderr once it takes long, which on a busy machine it may.
        Assert.All(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.EndsWith(" ...", line));
        using var document = JsonDocument.Parse(Out);
        Assert.Equal(ExitCode, document.RootElement.GetProperty("exitCode").GetInt32());
        return document.RootElement.Clone();
    }

    private void Ends(int exitCode, string stream, string message)
    {
        Assert.True(exitCode == ExitCode, $"ended with {ExitCode} instead of {exitCode}:\n{Out}{Error}");
        Assert.Contains(message, stream);
    }
}
