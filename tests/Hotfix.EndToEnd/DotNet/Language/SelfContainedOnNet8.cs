namespace Hotfixing.EndToEnd.DotNet.Language;

/// <summary>With a runtime of its own, the oldest that can be patched.</summary>
public sealed class SelfContainedOnNet8(SelfContainedOnNet8.Patched program) : LanguageTests(program), IClassFixture<SelfContainedOnNet8.Patched>
{
    /// <summary>Its folder has the whole framework in it, of which many assemblies only say where a type is.</summary>
    [Fact]
    public void The_framework_in_the_folder_is_no_part_of_the_patch() =>
        Assert.All(program.Plan.Replacements, r => Assert.Equal("Language.dll", r.Module));

    public sealed class Patched() : PatchedLanguage(Deployment.SelfContainedNet8);
}
