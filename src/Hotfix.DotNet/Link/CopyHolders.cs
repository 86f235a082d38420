using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Inspect;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>
/// Methods whose native code, with which the program was published, holds copies of methods that are replaced. The runtime finds them by
/// itself, but not where the replaced method is of a nested type or of another assembly: it asks its table by another hash code than that
/// it was written with (seen on 8.0.31, 9.0.20 and 10.0.12). So they become part of the patch, with the code they have.
/// </summary>
internal sealed class CopyHolders(List<ModulePatch> modules, List<Diagnostic> diagnostics)
{
    private readonly Dictionary<Guid, Dictionary<int, BodyPatch>> _replaced =
        modules.ToDictionary(m => m.Mvid, m => m.Bodies.ToDictionary(b => b.Method));

    /// <summary>Adds them to the patch.</summary>
    /// <param name="images">All loaded assemblies that can hold copies.</param>
    public void Add(IReadOnlyList<AssemblyImage> images)
    {
        var changed = images.Where(i => _replaced.ContainsKey(i.Mvid)).Select(i => i.Name).ToHashSet();
        foreach (var image in images)
        {
            var others = ReachableAssemblies.From(image, images).FirstOrDefault(changed.Contains);
            Add(image, [.. NativeImage.Copies(image).Where(c => c.Method != 0 || others is not null)], others);
        }
    }

    private void Add(AssemblyImage image, IReadOnlyList<InlinedCopy> copies, string? others)
    {
        var own = _replaced.GetValueOrDefault(image.Mvid) ?? [];
        var holders = new Dictionary<int, BodyPatch>();
        foreach (var (method, holder) in copies)
        {
            // Which method of the other assembly it is, only the runtime can tell; so every copy counts.
            var function = method == 0 ? $"{others}'s code" : own.GetValueOrDefault(method)?.Function;
            if (function is null)
            {
                continue;
            }

            if (holder == 0)
            {
                diagnostics.Add(PatchDiagnostics.CopiedElsewhere(function, image.FileName));
            }
            else if (!own.ContainsKey(holder) && !holders.ContainsKey(holder))
            {
                holders.Add(holder, image.Reading(() => Unchanged(image, holder, method == 0 ? null : function)));
            }
        }

        if (holders.Count > 0)
        {
            Add(image, holders.Values);
        }
    }

    private void Add(AssemblyImage image, IEnumerable<BodyPatch> holders)
    {
        var index = modules.FindIndex(m => m.Mvid == image.Mvid);
        var module = index < 0 ? null : modules[index];
        var together = new ModulePatch
        {
            Mvid = image.Mvid,
            Name = image.FileName,
            IsComplete = module?.IsComplete ?? false,
            Tokens = module?.Tokens ?? [],
            Bodies = [.. module?.Bodies ?? [], .. holders],
        };
        if (index < 0)
        {
            modules.Add(together);
        }
        else
        {
            modules[index] = together;
        }
    }

    /// <summary>The body a method has; its tokens are those of the loaded module as they are.</summary>
    private static BodyPatch Unchanged(AssemblyImage image, int token, string? function)
    {
        var method = (MethodDefinitionHandle)MetadataTokens.Handle(token);
        var body = image.RawBody(method).ToArray();
        return new BodyPatch
        {
            Method = token,
            Function = function ?? new FunctionNames(image.Metadata).Method(method),
            Body = body,
            FixupOffsets = [],
            FixupTokens = [],
            OldBodyChecksum = BodyChecksum.Of(body),
        };
    }
}
