namespace Hotfixing.Go.Build;

/// <summary>A folder of our own for what lies between compiling and linking. It goes when it is disposed, or with the process.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public ScratchFolder() => AppDomain.CurrentDomain.ProcessExit += DeleteAtExit;

    /// <summary>Its path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("hotfix-build-").FullName;

    /// <summary>A file in it.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= DeleteAtExit;
        Delete();
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
