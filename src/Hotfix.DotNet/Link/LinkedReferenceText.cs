using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>Spells what references mean in a loaded module, the rows a patch adds to it included.</summary>
internal sealed class LinkedReferenceText(MetadataReader loaded, TokenDefinition[] rows)
{
    private readonly ReferenceText _existing = new(loaded);

    /// <summary>The text of a reference; null when it refers to nothing.</summary>
    public string? Of(TokenReference reference)
    {
        if (!reference.IsDefined)
        {
            return Exists((int)reference.Value) ? _existing.Of(MetadataTokens.EntityHandle((int)reference.Value)) : null;
        }

        if (reference.Index >= rows.Length)
        {
            return null;
        }

        var row = rows[reference.Index];
        return row.Kind switch
        {
            TokenKind.AssemblyReference => "",
            TokenKind.TypeReference => IsAssembly(row.Parent) ? row.Name : $"{Of(row.Parent)}/{row.Name}",
            TokenKind.TypeSpecification or TokenKind.StandaloneSignature => Text(row.Signature!),
            TokenKind.MemberReference => $"{Of(row.Parent)}::{row.Name}{Text(row.Signature!)}",
            TokenKind.MethodSpecification => $"{Of(row.Parent)}{Text(row.Signature!)}",
            TokenKind.UserString => $"\"{row.Name}\"",
            _ => null,
        };
    }

    private bool IsAssembly(TokenReference scope) => scope.IsDefined
        ? rows[scope.Index].Kind == TokenKind.AssemblyReference
        : MetadataTokens.EntityHandle((int)scope.Value).Kind == HandleKind.AssemblyReference;

    private string Text(SignatureTemplate signature) => SignatureText.Of(signature, t => Of(t) ?? "nothing");

    private bool Exists(int token) =>
        (token & 0xffffff) is > 0 and var row && MetadataTokens.TryGetTableIndex((HandleKind)(token >> 24), out var table)
        && row <= loaded.GetTableRowCount(table);
}
