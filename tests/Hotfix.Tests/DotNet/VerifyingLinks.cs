using Hotfixing.DotNet.Link;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.Tests.DotNet;

/// <summary>The linker's work is read back: a reference that means another thing than the compiler's is found.</summary>
public sealed class VerifyingLinks
{
    private const string Before = "public class C { int _a, _b; int A() => 1; int B() => 2; public int M(List<int> l) => A() + _a + l.Count; }";
    private const string After = "public class C { int _a, _b; int A() => 1; int B() => 2; public int M(List<int> l) => A() + _a + B() + _b + l.Count + l[0] + Text(\"x\").Length; string Text(string s) => s + \"y\"; }";

    [Fact]
    public void A_sound_link_has_no_fault() => Assert.Null(Fault(body => body));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 5)]
    [InlineData(4, 6)]
    public void Two_references_exchanged_are_a_fault(int one, int other) => Assert.NotNull(Fault(body =>
    {
        (body.FixupTokens[one], body.FixupTokens[other]) = (body.FixupTokens[other], body.FixupTokens[one]);
        return body;
    }));

    [Fact]
    public void A_reference_behind_the_last_row_is_a_fault() => Assert.NotNull(Fault(body =>
    {
        body.FixupTokens[0] = TokenReference.Defined(10_000);
        return body;
    }));

    [Fact]
    public void Any_byte_that_is_another_is_a_fault()
    {
        const string before = """
            public class C
            {
                public int M(string s) { try { lock (s) { return int.Parse(s); } } catch (FormatException e) when (e.Message.Length > 3) { return 1; } catch { return 2; } }
            }
            """;
        var comparison = Source.Compare(before, before.Replace("return 2", "return s.Length", StringComparison.Ordinal));
        var linked = new Linker(comparison, []).Link(comparison.Changes, isComplete: true);
        var verifier = new LinkVerifier(comparison, linked.Contents, linked.Module);
        var (source, body) = (Assert.Single(comparison.Changes).New, Assert.Single(linked.Module.Bodies));
        Assert.Null(verifier.FirstFault(source, body));
        for (var i = 0; i < body.Body.Length; i++)
        {
            body.Body[i] ^= 4;
            Assert.NotNull(verifier.FirstFault(source, body));
            body.Body[i] ^= 4;
        }
    }

    [Fact]
    public void A_reference_at_another_place_is_a_fault() => Assert.NotNull(Fault(body =>
    {
        body.FixupOffsets[^1]++;
        return body;
    }));

    [Fact]
    public void A_fault_is_a_refusal_HF3999()
    {
        var comparison = Source.Compare(Before, After);
        var linked = new Linker(comparison, []).Link(comparison.Changes, isComplete: true);
        var diagnostics = new List<Diagnostic>();
        var verifier = new LinkVerifier(comparison, linked.Contents, linked.Module);
        verifier.Verify(comparison.Changes, diagnostics);
        Assert.Empty(diagnostics);

        linked.Module.Bodies[0].FixupTokens[0] = linked.Module.Bodies[0].FixupTokens[1];
        verifier.Verify(comparison.Changes, diagnostics);
        Assert.Equal(("HF3999", Severity.Refusal), (Assert.Single(diagnostics).Id, diagnostics[0].Severity));
    }

    private static string? Fault(Func<BodyPatch, BodyPatch> damage)
    {
        var comparison = Source.Compare(Before, After);
        var diagnostics = new List<Diagnostic>();
        var linked = new Linker(comparison, diagnostics).Link(comparison.Changes, isComplete: true);
        Assert.DoesNotContain(diagnostics, d => d.Severity == Severity.Refusal);
        var verifier = new LinkVerifier(comparison, linked.Contents, linked.Module);
        return verifier.FirstFault(Assert.Single(comparison.Changes).New, damage(linked.Module.Bodies[0]));
    }
}
