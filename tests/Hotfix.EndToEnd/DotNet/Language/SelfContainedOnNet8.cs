namespace Hotfixing.EndToEnd.DotNet.Language;

/// <summary>With a runtime of its own, the oldest that can be patched.</summary>
public sealed class SelfContainedOnNet8(SelfContainedOnNet8.Patched program) : LanguageTests(program), IClassFixture<SelfContainedOnNet8.Patched>
{
    public sealed class Patched() : PatchedLanguage(Deployment.SelfContainedNet8);
}
