using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Hotfixing.DotNet.Compare;

/// <summary>The tokens a method body uses.</summary>
internal static class BodyTokens
{
    /// <summary>The tokens of its instructions in order, then of its handlers, then of its locals; user strings left out.</summary>
    public static List<EntityHandle> Of(MethodBodyBlock body)
    {
        var tokens = new List<EntityHandle>();
        var reader = new IlReader(body.GetILBytes());
        while (reader.MoveNext())
        {
            if (reader.HasToken && reader.Operand != OperandType.InlineString)
            {
                tokens.Add(MetadataTokens.EntityHandle(reader.Token));
            }
        }

        foreach (var region in body.ExceptionRegions)
        {
            if (region.Kind == ExceptionRegionKind.Catch)
            {
                tokens.Add(region.CatchType);
            }
        }

        if (!body.LocalSignature.IsNil)
        {
            tokens.Add(body.LocalSignature);
        }

        return tokens;
    }
}
