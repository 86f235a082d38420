using Microsoft.CodeAnalysis;

namespace Hotfixing.EndToEnd.DotNet.Edits;

/// <summary>One process that loads what is edited; it is started anew if an edit has ended it.</summary>
public sealed class EditHost : IDisposable
{
    private readonly string program = SubjectProgram.Build("EditHost.cs.txt", "EditHost", "v0");
    private readonly Dictionary<(EditPair, OptimizationLevel), string> originals;
    private SubjectProcess? subject;

    /// <summary>Compiles what will be loaded: what is written later than the process starts may be an image that was overwritten.</summary>
    public EditHost() => originals = EditPairs.All
        .SelectMany(pair => EditCompiler.Levels.Select(level => (pair, level)))
        .AsParallel()
        .ToDictionary(k => k, k => EditCompiler.Compile(k.pair.Before, k.pair, "v0", k.level));

    public Target Target => subject!.Target;

    public string Ask(string command) => subject!.Ask(command);

    /// <summary>Loads what is as it was before the edit.</summary>
    internal void Load(EditPair pair, OptimizationLevel level)
    {
        if (subject is null or { HasExited: true })
        {
            subject?.Dispose();

            // What is called often is optimized at once, and not only after a while without any new method.
            subject = SubjectProcess.Start(program, ("DOTNET_TC_CallCountingDelayMs", "0"));
        }

        Assert.Equal("loaded", Ask($"load {originals[(pair, level)]}"));
    }

    public void Dispose() => subject?.Dispose();
}
