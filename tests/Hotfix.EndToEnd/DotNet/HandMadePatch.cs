using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

using Hotfixing.DotNet.Protocol;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>
/// Makes patch messages from two builds whose methods and tokens are the same and only bodies differ: no planner is needed.
/// </summary>
internal static class HandMadePatch
{
    public static PatchMessage Between(string oldFile, string newFile, bool isComplete = true, params string[] methods)
    {
        using var oldImage = new PEReader(File.OpenRead(oldFile));
        using var newImage = new PEReader(File.OpenRead(newFile));
        var reader = oldImage.GetMetadataReader();
        var newReader = newImage.GetMetadataReader();
        var bodies = new List<BodyPatch>();
        foreach (var handle in reader.MethodDefinitions)
        {
            var method = reader.GetMethodDefinition(handle);
            var name = reader.GetString(method.Name);
            if (method.RelativeVirtualAddress == 0 || (methods.Length > 0 && !methods.Contains(name)))
            {
                continue;
            }

            var before = Body(oldImage, method);
            var after = Body(newImage, newReader.GetMethodDefinition(handle));
            if (!before.AsSpan().SequenceEqual(after))
            {
                bodies.Add(Patch(handle, name, before, after));
            }
        }

        return Message(reader, newFile, isComplete, [.. bodies], []);
    }

    /// <summary>Gives one method this body.</summary>
    public static PatchMessage Of(
        string file, string methodName, byte[] body, TokenDefinition[] tokens, params (int Offset, TokenReference Token)[] fixups)
    {
        using var image = new PEReader(File.OpenRead(file));
        var reader = image.GetMetadataReader();
        var handle = reader.MethodDefinitions.Single(m => reader.GetString(reader.GetMethodDefinition(m).Name) == methodName);
        var patch = Patch(handle, methodName, Body(image, reader.GetMethodDefinition(handle)), body, fixups);
        return Message(reader, "hand-made", false, [patch], tokens);
    }

    /// <summary>The same message for another module.</summary>
    public static PatchMessage ForModule(PatchMessage message, Guid mvid)
    {
        var module = message.Modules[0];
        return new PatchMessage
        {
            Source = message.Source,
            AppliedBy = message.AppliedBy,
            Deltas = message.Deltas,
            Modules =
            [
                new ModulePatch
                {
                    Mvid = mvid,
                    Name = module.Name,
                    IsComplete = module.IsComplete,
                    Tokens = module.Tokens,
                    Bodies = module.Bodies,
                },
            ],
            Registry = message.Registry,
        };
    }

    /// <summary>A tiny method header (ECMA-335 II.25.4.2) and code.</summary>
    public static byte[] Tiny(params byte[] code) => [(byte)((code.Length << 2) | 2), .. code];

    public static Guid Mvid(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        var reader = image.GetMetadataReader();
        return reader.GetGuid(reader.GetModuleDefinition().Mvid);
    }

    private static BodyPatch Patch(
        MethodDefinitionHandle method, string name, byte[] before, byte[] after, params (int Offset, TokenReference Token)[] fixups) => new()
        {
            Method = MetadataTokens.GetToken(method),
            Function = name,
            Body = after,
            FixupOffsets = [.. fixups.Select(f => f.Offset)],
            FixupTokens = [.. fixups.Select(f => f.Token)],
            OldBodyChecksum = BodyChecksum.Of(before),
        };

    private static PatchMessage Message(
        MetadataReader reader, string source, bool isComplete, BodyPatch[] bodies, TokenDefinition[] tokens) => new()
        {
            Source = source,
            AppliedBy = "tester",
            Deltas = [],
            Modules =
            [
                new ModulePatch
                {
                    Mvid = reader.GetGuid(reader.GetModuleDefinition().Mvid),
                    Name = reader.GetString(reader.GetModuleDefinition().Name),
                    IsComplete = isComplete,
                    Tokens = tokens,
                    Bodies = bodies,
                },
            ],
            Registry = [1, 2, 3],
        };

    private static byte[] Body(PEReader image, MethodDefinition method)
    {
        var size = image.GetMethodBody(method.RelativeVirtualAddress).Size;
        return [.. image.GetSectionData(method.RelativeVirtualAddress).GetContent(0, size)];
    }
}
