using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Inspect;
using Hotfixing.DotNet.Link;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>The bytes of assemblies that lie inside a program's file, or were loaded from bytes.</summary>
public sealed class ReadingModulesWithoutFiles : IDisposable
{
    private const int Mutations = 200;
    private readonly string published = KioskProgram.PublishSingleFile(1);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-bundle-");

    private string Program => Path.Combine(folder.FullName, "Kiosk");

    [Fact]
    public void An_assembly_inside_is_read_as_it_was_built()
    {
        using var subject = Start();
        Assert.Equal(File.ReadAllBytes(KioskProgram.LibraryOf(published)), Read(subject, "Till"));
    }

    [Fact]
    public void A_single_file_that_was_deleted_yields_the_old_bytes()
    {
        using var subject = Start();
        File.Delete(Program);
        Assert.Equal(File.ReadAllBytes(KioskProgram.LibraryOf(published)), Read(subject, "Till"));
    }

    [Fact]
    public void A_single_file_that_was_changed_since_is_HF1020()
    {
        using var subject = Start();

        // A running program's file cannot be written to; what can be done to it looks the same from outside.
        File.SetUnixFileMode(Program, File.GetUnixFileMode(Program) | UnixFileMode.GroupWrite);
        var refusal = Assert.Single(Assert.Throws<RefusedException>(() => Read(subject, "Till")).Diagnostics);
        Assert.Equal("HF1020", refusal.Id);
        Assert.StartsWith(Program + " was changed", refusal.What);
    }

    [Fact]
    public void An_assembly_loaded_from_bytes_is_read_from_memory()
    {
        var plugin = SubjectProgram.Build("Plugin.cs.txt", "Plugin", "v1", "VALUE=1");
        using var subject = Start();
        Assert.Empty(LoadedProgram.Read(subject.Target).FindModules("Plugin"));
        subject.Ask("load " + plugin);
        Assert.Equal(File.ReadAllBytes(plugin), Read(subject, "Plugin"));
    }

    [Fact]
    public void An_assembly_with_native_code_loaded_from_bytes_is_read_from_memory()
    {
        var library = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "Microsoft.VisualBasic.Core.dll");
        using var subject = Start();
        Assert.Equal("loaded", subject.Ask("load " + library));

        // Without the signature behind it.
        var image = Read(subject, "Microsoft.VisualBasic.Core");
        Assert.Equal(File.ReadAllBytes(library)[..image.Length], image);
        using var read = AssemblyImage.Read(library, [.. image]);
        Assert.Equal("Microsoft.VisualBasic.Core", read.Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_damaged_single_file_is_called_one_as_a_patch(int seed)
    {
        var sound = File.ReadAllBytes(published);
        var random = new Random(seed);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = sound[..(random.Next(4) == 0 ? random.Next(sound.Length) : sound.Length)];

            // Most of the bytes in question lie at the end.
            for (var n = random.Next(1, 5); n > 0 && bytes.Length > 0; n--)
            {
                bytes[^random.Next(1, Math.Min(bytes.Length, random.Next(2) == 0 ? 200 : bytes.Length) + 1)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(Program, bytes);
            try
            {
                foreach (var file in PatchFiles.Find(Program, "Kiosk").All)
                {
                    file.Read();
                }
            }
            catch (InvalidBinaryException)
            {
                // That is how it is called damaged.
            }
        }
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static byte[] Read(SubjectProcess subject, string name) =>
        [.. Assert.Single(LoadedProgram.Read(subject.Target).FindModules(name)).ReadImage()];

    private SubjectProcess Start()
    {
        File.Copy(published, Program);
        var subject = SubjectProcess.StartThrough([Program]);
        subject.Ask("value");
        return subject;
    }
}
