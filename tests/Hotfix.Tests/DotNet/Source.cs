using System.Collections.Immutable;
using System.Text;
using Hotfixing.DotNet.Check;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Link;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Hotfixing.Tests.DotNet;

/// <summary>Compiles C# the way a Release build does, in memory.</summary>
internal static class Source
{
    private static readonly ImmutableArray<MetadataReference> s_references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)
                || Path.GetFileName(p) is "Microsoft.CSharp.dll")
            .Select(p => MetadataReference.CreateFromFile(p))];

    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks; global using System.Runtime.CompilerServices;
        """;

    /// <summary>The image of an assembly with this source.</summary>
    public static ImmutableArray<byte> Compile(
        string source,
        string name = "Shop",
        OptimizationLevel level = OptimizationLevel.Release,
        string? resource = null,
        params MetadataReference[] references)
    {
        var options = new CSharpCompilationOptions(
            source.Contains("static void Main", StringComparison.Ordinal) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: level, allowUnsafe: true, deterministic: true, nullableContextOptions: NullableContextOptions.Enable);
        var parse = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(Usings, parse), CSharpSyntaxTree.ParseText(source, parse)],
            [.. s_references, .. references], options);
        var stream = new MemoryStream();
        ResourceDescription[] resources = resource is null
            ? []
            : [new ResourceDescription("text", () => new MemoryStream(Encoding.UTF8.GetBytes(resource)), isPublic: true)];
        var result = compilation.Emit(stream, manifestResources: resources);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        return [.. stream.ToArray()];
    }

    /// <summary>The compiled source, opened for comparing.</summary>
    public static AssemblyImage Image(string source, OptimizationLevel level = OptimizationLevel.Release) =>
        AssemblyImage.Read("Shop.dll", Compile(source, level: level));

    /// <summary>Compares two sources.</summary>
    public static AssemblyComparison Compare(string before, string after, OptimizationLevel level = OptimizationLevel.Release) =>
        AssemblyComparison.Compare(Image(before, level), Image(after, level));

    /// <summary>What a plan of the whole edit says, references to other assemblies left out.</summary>
    public static List<Diagnostic> Check(string before, string after)
    {
        var comparison = Compare(before, after);
        var diagnostics = new List<Diagnostic>();
        new TypeChecker(comparison, diagnostics).Check();
        new MethodChecker(comparison, diagnostics).Check();
        new RemovalChecker(comparison, diagnostics).Check();
        var effective = new ChangeChecker(comparison, hasDynamicCode: true, diagnostics).Check(comparison.Changes, []);
        UnusedAdditions.Report(comparison, new Linker(comparison, diagnostics).Link(effective, isComplete: true).Contents, diagnostics);
        return diagnostics;
    }
}
