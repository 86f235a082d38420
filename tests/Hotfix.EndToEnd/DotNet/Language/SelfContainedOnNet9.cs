namespace Hotfixing.EndToEnd.DotNet.Language;

/// <summary>With a runtime of its own.</summary>
public sealed class SelfContainedOnNet9(SelfContainedOnNet9.Patched program) : LanguageTests(program), IClassFixture<SelfContainedOnNet9.Patched>
{
    public sealed class Patched() : PatchedLanguage(Deployment.SelfContainedNet9);
}
