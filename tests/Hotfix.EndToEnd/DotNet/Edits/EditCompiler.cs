using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hotfixing.EndToEnd.DotNet.Edits;

/// <summary>Compiles the sources of an edit as a build of a project does.</summary>
internal static class EditCompiler
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks; global using System.Runtime.CompilerServices;
        global using System.Linq.Expressions; global using System.Reflection; global using System.Runtime.InteropServices;
        """;

    private static readonly CSharpParseOptions s_parsing = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);

    private static readonly MetadataReference[] s_references =
        [.. Directory.EnumerateFiles(ReferencePack(), "*.dll").Select(f => MetadataReference.CreateFromFile(f))];

    public static OptimizationLevel[] Levels { get; } = [OptimizationLevel.Release, OptimizationLevel.Debug];

    /// <summary>Compiles it into a folder of its own and returns the path of the assembly.</summary>
    public static string Compile(string source, EditPair pair, string variant, OptimizationLevel level)
    {
        var name = $"Edit{pair.Number}{level}";
        var tree = CSharpSyntaxTree.ParseText(source, s_parsing, "Edit.cs");
        var isProgram = tree.GetRoot().DescendantNodes().Any(n => n is GlobalStatementSyntax or MethodDeclarationSyntax { Identifier.Text: "Main" });
        var options = new CSharpCompilationOptions(
            isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: level,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable);
        var compilation = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(Usings, s_parsing), tree], s_references, options);
        var file = Path.Combine(AppContext.BaseDirectory, "subjects", "Edits", variant, name + ".dll");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.Delete(file);
        var result = compilation.Emit(file);
        Assert.True(result.Success, $"{pair.Title} {variant}: " + string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return file;
    }

    /// <summary>What a project is compiled against: beside the runtime these tests run on, the folder of the same version of it.</summary>
    private static string ReferencePack()
    {
        var versions = new DirectoryInfo(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../packs/Microsoft.NETCore.App.Ref"));
        var version = versions.EnumerateDirectories($"{Environment.Version.Major}.*").OrderBy(d => Version.Parse(d.Name)).Last();
        return Path.Combine(version.FullName, "ref", $"net{Environment.Version.Major}.0");
    }
}
