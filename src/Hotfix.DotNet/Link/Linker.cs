using System.Reflection.Metadata.Ecma335;
using System.Security.Cryptography;
using System.Text;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>
/// Makes the new code of one assembly fit the loaded module: changed bodies go in place, what is new goes into a delta assembly.
/// </summary>
internal sealed class Linker(AssemblyComparison comparison, List<Diagnostic> diagnostics)
{
    /// <summary>Links the changes; refuses, by diagnostics, those it cannot.</summary>
    /// <param name="changes">The changes to link: all, or those of the functions the patch is limited to.</param>
    /// <param name="isComplete">Whether they are all that differs.</param>
    public LinkedAssembly Link(IReadOnlyList<MethodChange> changes, bool isComplete)
    {
        var contents = new DeltaContents(comparison);
        var reached = changes.Where(c => Guarded(c.Function, () => contents.Reach(c.New))).ToList();

        // Where something has no place, there is nothing the rest could refer to.
        var linkable = reached.Count == changes.Count ? reached : [];
        var name = DeltaName(changes, isComplete);
        var rows = new ModuleRows(comparison.Old.Metadata);
        var tokens = new TokenImporter(comparison, contents, rows, new LoadedModuleScope(comparison, contents, name, rows));
        var bodies = new BodyImporter(comparison, tokens);
        var patches = new List<BodyPatch>();
        foreach (var change in linkable)
        {
            Guarded(change.Function, () => patches.Add(Patch(change, bodies.Import(change.New))));
        }

        DeltaAssembly? delta = null;
        if (!contents.IsEmpty && diagnostics.TrueForAll(d => d.Severity != Severity.Refusal))
        {
            Guarded($"what the patch adds to {comparison.New.FileName}", () => delta = new DeltaAssembly
            {
                Name = name,
                TargetMvid = comparison.Old.Mvid,
                Image = DeltaWriter.Write(comparison, contents, name),
            });
        }

        var module = new ModulePatch
        {
            Mvid = comparison.Old.Mvid,
            Name = comparison.Old.FileName,
            IsComplete = isComplete,
            Tokens = rows.Rows,
            Bodies = [.. patches],
        };
        new LinkVerifier(comparison, contents, module).Verify(linkable, diagnostics);
        return new LinkedAssembly(module, delta, contents);
    }

    private BodyPatch Patch(MethodChange change, ImportedBody body) => new()
    {
        Method = MetadataTokens.GetToken(change.Old),
        Function = change.Function,
        Body = body.Bytes,
        FixupOffsets = [.. body.Fixups.Select(f => f.Offset)],
        FixupTokens = [.. body.Fixups.Select(f => f.Token)],
        OldBodyChecksum = BodyChecksum.Of(comparison.Old.RawBody(change.Old)),
    };

    /// <summary>Turns what cannot be linked into a refusal.</summary>
    private bool Guarded(string subject, Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (CannotLinkException e)
        {
            diagnostics.Add(PatchDiagnostics.CannotLink(subject, e.Message));
            return false;
        }
    }

    /// <summary>The same two builds and the same functions give the same name, and the same contents.</summary>
    private string DeltaName(IReadOnlyList<MethodChange> changes, bool isComplete)
    {
        var functions = isComplete ? "" : string.Join('\n', changes.Select(c => c.Function).Distinct());
        var tool = typeof(Linker).Module.ModuleVersionId;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{comparison.Old.Mvid}\n{comparison.New.Mvid}\n{tool}\n{functions}"));
        return $"{comparison.Old.Name}.hotfix-{Convert.ToHexStringLower(hash.AsSpan(0, 6))}";
    }
}
