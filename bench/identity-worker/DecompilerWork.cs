using System.Text;
using ICSharpCode.Decompiler;
using ICSharpCode.Decompiler.CSharp;
using ICSharpCode.Decompiler.Disassembler;
using ICSharpCode.Decompiler.Metadata;
using ICSharpCode.Decompiler.TypeSystem;

namespace IdentityWorker;

/// <summary>Decompiles and disassembles types.</summary>
internal static class DecompilerWork
{
    private static readonly string[] s_types = ["System.CommandLine.ParseResult", "System.CommandLine.Help.HelpBuilder", "System.CommandLine.Parsing.CommandLineParser"];

    public static string Do()
    {
        StringBuilder output = new();
        string path = Path.Combine(AppContext.BaseDirectory, "System.CommandLine.dll");
        CSharpDecompiler decompiler = new(path, new DecompilerSettings(LanguageVersion.Latest) { ThrowOnAssemblyResolveErrors = false });
        foreach (string type in s_types)
        {
            output.AppendLine(decompiler.DecompileTypeAsString(new FullTypeName(type)));
        }

        using PEFile file = new(path);
        PlainTextOutput text = new();
        new ReflectionDisassembler(text, CancellationToken.None).WriteModuleContents(file);
        return output.Append(text).ToString();
    }
}
