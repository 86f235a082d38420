namespace Hotfixing.EndToEnd.DotNet.Edits;

/// <summary>One kind of edit: the sources before and after it, and what becomes of it.</summary>
internal sealed record EditPair
{
    /// <summary>Its place in the table, which tells it from the others.</summary>
    public required int Number { get; init; }

    /// <summary>The heading it stands under.</summary>
    public required string Chapter { get; init; }

    /// <summary>The edit, in the words of the page on safety.</summary>
    public required string Title { get; init; }

    /// <summary>What happens, in the words of the page on safety.</summary>
    public required string Outcome { get; init; }

    /// <summary>The ids of all warnings and refusals, and of the notes that are about it.</summary>
    public required string[] Ids { get; init; }

    /// <summary>What Edit.Now() answers before the patch, with it, and when it is taken back.</summary>
    public required string[] Now { get; init; }

    /// <summary>What the result of Edit.Keep(), which is called once before the patch, answers; null if there is no such method.</summary>
    public required string[]? Kept { get; init; }

    /// <summary>What Edit.Now() may answer besides while functions switch one after another; null if it must not be called meanwhile.</summary>
    public required string[]? Meanwhile { get; init; }

    public required string Before { get; init; }

    public required string After { get; init; }

    public bool IsRefused => Now.Length == 1;
}
