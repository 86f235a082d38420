using Hotfixing.Go.Build;
using Hotfixing.Go.Compare;
using Hotfixing.Go.Inspect;

namespace Hotfixing.Go.Link;

/// <summary>Gives the runner that was compiled with the patch the initialisers to run.</summary>
internal sealed class LinkedRunner(ImageSymbols theObject, Reach reach, PatchBytes output, ExtraArea extra, LoadBias bias)
{
    public const string KickName = "main." + InitialiserRunner.Kick;

    /// <summary>Takes the runner along, for initialisers that there are.</summary>
    /// <exception cref="CannotLinkException">The object has no runner.</exception>
    public void Need(string first)
    {
        foreach (var part in new[] { InitialiserRunner.State, InitialiserRunner.Current, InitialiserRunner.Functions, InitialiserRunner.Message, InitialiserRunner.MessageLength, InitialiserRunner.Restored })
        {
            reach.NeedVariable(Part(part, first));
        }

        reach.NeedFunction(Part(InitialiserRunner.Kick, first));
    }

    /// <summary>Writes the list of initialisers: a slice of pointers to function values.</summary>
    public InitialiserRun Write(IReadOnlyList<ImageSymbol> initialisers)
    {
        var first = initialisers[0].Name;
        var (values, pointers) = (extra.Take(initialisers.Count * 8), extra.Take(initialisers.Count * 8));
        for (var i = 0; i < initialisers.Count; i++)
        {
            output.WriteUInt64(values + (ulong)i * 8, bias.Loaded(initialisers[i].Start).Value);
            output.WriteUInt64(pointers + (ulong)i * 8, bias.Loaded(values + (ulong)i * 8).Value);
        }

        var slice = Part(InitialiserRunner.Functions, first).Start;
        output.WriteUInt64(slice, bias.Loaded(pointers).Value);
        output.WriteUInt64(slice + 8, (ulong)initialisers.Count);
        output.WriteUInt64(slice + 16, (ulong)initialisers.Count);
        return new InitialiserRun
        {
            Kick = bias.Loaded(Part(InitialiserRunner.Kick, first).Start),
            State = bias.Loaded(Part(InitialiserRunner.State, first).Start),
            Current = bias.Loaded(Part(InitialiserRunner.Current, first).Start),
            Message = bias.Loaded(Part(InitialiserRunner.Message, first).Start),
            MessageLength = bias.Loaded(Part(InitialiserRunner.MessageLength, first).Start),
            Restored = bias.Loaded(Part(InitialiserRunner.Restored, first).Start),
            Functions = [.. initialisers.Select(f => f.Name)],
        };
    }

    private ImageSymbol Part(string name, string first) =>
        theObject.Find("main." + name) ?? throw new CannotLinkException(LinkDiagnostics.NoRunner(first));
}
