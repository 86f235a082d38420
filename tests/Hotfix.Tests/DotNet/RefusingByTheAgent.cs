using Hotfixing.DotNet.Protocol;
using Hotfixing.DotNet.Stage;

namespace Hotfixing.Tests.DotNet;

/// <summary>An agent refuses with a word; what becomes of it, also when it is a word of a later version.</summary>
public sealed class RefusingByTheAgent
{
    [Theory]
    [InlineData(RefusalCode.ProtocolVersion, "HF1210")]
    [InlineData(RefusalCode.ModuleNotLoaded, "HF1212")]
    [InlineData(RefusalCode.ModuleCollectible, "HF1213")]
    [InlineData(RefusalCode.BodyMismatch, "HF1214")]
    [InlineData(RefusalCode.NoBody, "HF1215")]
    [InlineData(RefusalCode.NoSuchPatch, "HF1216")]
    [InlineData("a-word-of-tomorrow", "HF1217")]
    public void Each_word_is_an_id_and_is_a_refusal(string code, string id)
    {
        var diagnostic = StageDiagnostics.Of(default, 1, code, "detail");
        Assert.Equal((id, Severity.Refusal), (diagnostic.Id, diagnostic.Severity));
    }
}
