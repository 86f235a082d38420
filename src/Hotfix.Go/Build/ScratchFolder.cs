namespace Hotfixing.Go.Build;

/// <summary>A folder of our own for what lies between compiling and linking. It goes when it is disposed, or with the process.</summary>
internal sealed class ScratchFolder : IDisposable
{
    /// <exception cref="RefusedException">It cannot be made.</exception>
    public ScratchFolder() => AppDomain.CurrentDomain.ProcessExit += DeleteAtExit;

    /// <summary>Its path.</summary>
    public string Path { get; } = Try(() => Directory.CreateTempSubdirectory("hotfix-build-").FullName);

    /// <summary>A file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file in it, and returns its path.</summary>
    /// <exception cref="RefusedException">There is no space for it.</exception>
    public string Write(string name, string text) => Try(() =>
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= DeleteAtExit;
        Delete();
    }

    private static string Try(Func<string> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException([BuildDiagnostics.NoScratchFolder(System.IO.Path.GetTempPath(), e.Message)]);
        }
    }

    private void DeleteAtExit(object? sender, EventArgs e) => Delete();

    private void Delete()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A compiler that was ended with us may still write there; the folder for temporary files is cleaned by the system.
        }
    }
}
