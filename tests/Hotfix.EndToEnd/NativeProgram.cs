using System.Diagnostics;

namespace Hotfixing.EndToEnd;

/// <summary>Compiles small C files: programs and libraries that look to hotfix like something they are not.</summary>
public static class NativeProgram
{
    /// <summary>Says "ready", and answers every line, as a subject does.</summary>
    public const string Waiting = """
        #include <stdio.h>
        int main(void) { char line[99]; puts("ready"); fflush(stdout); while (fgets(line, 99, stdin)) { puts("1"); fflush(stdout); } return 0; }
        """;

    /// <summary>Compiles a program or library, and returns its path.</summary>
    public static string Compile(string source, string path, params string[] options)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var compiler = Process.Start(new ProcessStartInfo("cc", ["-x", "c", "-o", path, .. options, "-"]) { RedirectStandardInput = true })!;
        compiler.StandardInput.Write(source);
        compiler.StandardInput.Close();
        if (!compiler.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            compiler.Kill();
        }

        return compiler is { HasExited: true, ExitCode: 0 } ? path : throw new InvalidOperationException($"cc could not compile {path}");
    }
}
