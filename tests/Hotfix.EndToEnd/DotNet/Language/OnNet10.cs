namespace Hotfixing.EndToEnd.DotNet.Language;

/// <summary>A plain build.</summary>
public sealed class OnNet10(OnNet10.Patched program) : LanguageTests(program), IClassFixture<OnNet10.Patched>
{
    public sealed class Patched() : PatchedLanguage(null);
}
