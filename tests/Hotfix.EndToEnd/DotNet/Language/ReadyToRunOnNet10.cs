namespace Hotfixing.EndToEnd.DotNet.Language;

/// <summary>Native code made at publishing, which is in use until the runtime compiles a method again.</summary>
public sealed class ReadyToRunOnNet10(ReadyToRunOnNet10.Patched program) : LanguageTests(program), IClassFixture<ReadyToRunOnNet10.Patched>
{
    public sealed class Patched() : PatchedLanguage(Deployment.ReadyToRun);
}
