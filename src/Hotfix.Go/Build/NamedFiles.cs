using Hotfixing.Binary.Dwarf;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Compare;

namespace Hotfixing.Go.Build;

/// <summary>
/// The files a program was built from whose main package was given as files. The go command does not record them, and compiles them in the
/// order they were named in, which numbers the init functions (cmd/go/internal/load/pkg.go, GoFilesPackage; 1.19 to 1.26). The runtime's
/// tables tell the file of all code, and functions are laid out in the order they were compiled in.
/// </summary>
internal static class NamedFiles
{
    /// <summary>The names of those that have code in the program, in that order; none when the program does not tell.</summary>
    /// <exception cref="InvalidBinaryException">What it tells is damaged.</exception>
    public static IReadOnlyList<string> Of(ElfFile program)
    {
        var image = ProgramImage.Of(program);
        if (program.Section(".debug_info") is null && program.Section(".zdebug_info") is null)
        {
            return [];
        }

        var table = new FunctionTable(RuntimeModule.First(image, ModuleLayout.Of(program.Name, DwarfInformation.Read(image))));
        var functions = Enumerable.Range(0, table.Count).Select(i => table[i]).Where(f => SymbolName.Package(f.Name) == "main").ToList();
        var folder = Path.GetDirectoryName(functions.Find(f => f.Name == "main.main") is { Files: not 0 } main ? main.FileAt(main.Entry) : null);
        return
        [
            .. functions.SelectMany(FilesOf).Where(f => Path.GetDirectoryName(f) == folder && f.EndsWith(".go", StringComparison.Ordinal))
                .Select(f => Path.GetFileName(f)).Distinct(),
        ];
    }

    // Of what is copied into it, the file is another one.
    private static IEnumerable<string> FilesOf(GoFunction function)
    {
        if (function.Files == 0)
        {
            return [];
        }

        var start = 0UL;
        var files = new List<string>();
        foreach (var stretch in function.Table(function.Files).Values)
        {
            if (function.FileAt(function.Entry + start) is { } file)
            {
                files.Add(file);
            }

            start = stretch.End;
        }

        return files;
    }
}
