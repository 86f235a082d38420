using Hotfixing.DotNet.Inspect;
using Hotfixing.DotNet.Link;

namespace Hotfixing.Tests.DotNet;

/// <summary>The list of contents of a single-file program, whole and damaged.</summary>
public sealed class ReadingSingleFiles : IDisposable
{
    private const int Mutations = 300;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void Plain_and_compressed_files_are_read_as_they_were()
    {
        byte[] plain = [1, 2, 3];
        var large = new byte[100_000];
        var file = new BundleFile();
        file.Add("Shop.dll", plain);
        file.Add("de/Shop.resources.dll", large, isCompressed: true);
        var bundle = Read(file);
        Assert.Equal(["Shop.dll", "de/Shop.resources.dll"], bundle!.Assemblies.Select(e => e.Path));
        Assert.Equal(plain, bundle.ReadEntry(bundle.Entries[0]));
        Assert.Equal(large, bundle.ReadEntry(bundle.Entries[1]));
    }

    [Fact]
    public void The_assemblies_of_a_rebuilt_single_file_are_the_patch()
    {
        var file = new BundleFile();
        file.Add("Shop.dll", [1, 2, 3]);
        file.Add("de/Shop.resources.dll", [4]);
        file.AddEntry("libshop.so", 1, 1, kind: BundleEntryKind.NativeBinary);
        File.WriteAllBytes(_path, file.ToArray());
        var patch = PatchFiles.Find(_path, "anything");
        Assert.True(patch.AreMany);
        var assembly = Assert.Single(patch.All);
        Assert.Equal(Path.Combine(_path, "Shop.dll"), assembly.Path);
        Assert.Equal([1, 2, 3], assembly.Read());
    }

    [Fact]
    public void A_host_without_contents_is_no_single_file()
    {
        var bytes = new BundleFile().ToArray();
        bytes.AsSpan(64, 8).Clear();
        Assert.Null(Read(bytes));
    }

    [Fact]
    public void A_version_that_is_not_known_is_named() => IsRefused(new BundleFile { Version = 7, Count = 1 }, "version 7.0");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(SingleFileBundle.MaximumEntries + 1)]
    public void A_number_of_files_that_cannot_be_is_refused(int count) => IsRefused(new BundleFile { Count = count }, $"{count} files");

    [Fact]
    public void A_list_that_ends_early_is_refused() => IsRefused(new BundleFile { Count = SingleFileBundle.MaximumEntries }, "cannot be read");

    [Fact]
    public void A_path_that_is_too_long_is_refused()
    {
        var file = new BundleFile();
        file.Add(new string('a', SingleFileBundle.MaximumPath + 1), [1]);
        IsRefused(file, "too long");
    }

    [Fact]
    public void A_list_longer_than_any_is_not_read_to_its_end()
    {
        var file = new BundleFile();
        for (var i = 0; i < 5000; i++)
        {
            file.AddEntry(new string('a', SingleFileBundle.MaximumPath), 1, 1);
        }

        IsRefused(file, "cannot be read");
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(-1, 1, 0)]
    [InlineData(1, -1, 0)]
    [InlineData(1, 1, -1)]
    [InlineData(1, 1_000_000, 0)]
    [InlineData(1, 1, 1_000_000)]
    [InlineData(long.MaxValue, 1, 0)]
    [InlineData(1, long.MaxValue, 0)]
    [InlineData(long.MaxValue, 1, long.MaxValue)]
    public void A_file_that_is_said_to_lie_outside_is_refused(long offset, long size, long compressedSize)
    {
        var file = new BundleFile();
        file.AddEntry("Shop.dll", offset, size, compressedSize);
        IsRefused(file, "where nothing is");
    }

    [Fact]
    public void A_kind_of_file_that_is_not_known_is_refused()
    {
        var file = new BundleFile();
        file.AddEntry("Shop.dll", 1, 1, kind: (BundleEntryKind)6);
        IsRefused(file, "kind that is not known");
    }

    [Theory]
    [InlineData(-1, "cannot be decompressed")]
    [InlineData(1, "cannot be decompressed")]
    [InlineData(BundleEntry.MaximumSize, "more than are read")]
    [InlineData(300_000_000, "more than are read")]
    public void A_compressed_file_of_another_size_than_it_says_is_refused(long more, string reason)
    {
        var stored = BundleFile.Deflate([1, 2, 3, 4]);
        File.WriteAllBytes(_path, [0, .. stored]);
        using var file = File.OpenHandle(_path);
        Assert.Equal([1, 2, 3, 4], new BundleEntry("Shop.dll", BundleEntryKind.Assembly, 1, 4, stored.Length).Read(file, _path));
        var entry = new BundleEntry("Shop.dll", BundleEntryKind.Assembly, 1, 4 + more, stored.Length);
        Assert.Contains(reason, Assert.Throws<InvalidBinaryException>(() => entry.Read(file, _path)).Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Bytes_exchanged_anywhere_end_in_what_was_written_or_in_a_refusal(int seed)
    {
        var file = new BundleFile();
        file.Add("Shop.dll", [.. Enumerable.Range(0, 40).Select(i => (byte)i)]);
        file.Add("Till.dll", [.. Enumerable.Range(0, 400).Select(i => (byte)(i / 7))], isCompressed: true);
        var sound = file.ToArray();
        var random = new Random(seed);
        for (var i = 0; i < Mutations; i++)
        {
            var bytes = sound[..(random.Next(4) == 0 ? random.Next(sound.Length) : sound.Length)];
            for (var n = random.Next(1, 5); n > 0 && bytes.Length > 0; n--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) switch { 0 => 0xff, 1 => 0x80, _ => (byte)random.Next(256) };
            }

            Survive(bytes, $"mutation {i} of seed {seed}");
        }
    }

    public void Dispose() => File.Delete(_path);

    private void Survive(byte[] bytes, string name)
    {
        var work = Task.Factory.StartNew(() => ReadAll(bytes), TaskCreationOptions.LongRunning);
        Assert.True(Task.WhenAny(work, Task.Delay(s_deadline)).Result == work, $"{name} hangs");
        Assert.True(work.IsCompletedSuccessfully, $"{name}: {work.Exception}");
    }

    private void ReadAll(byte[] bytes)
    {
        try
        {
            foreach (var entry in Read(bytes)?.Entries ?? [])
            {
                File.WriteAllBytes(_path, bytes);
                using var file = File.OpenHandle(_path);
                Assert.Equal(entry.Size, entry.Read(file, _path).Length);
            }
        }
        catch (InvalidBinaryException)
        {
            // That is how a program is called damaged.
        }
    }

    private void IsRefused(BundleFile file, string reason) =>
        Assert.Contains(reason, Assert.Throws<InvalidBinaryException>(() => Read(file)).Message);

    private SingleFileBundle? Read(BundleFile file) => Read(file.ToArray());

    private SingleFileBundle? Read(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return ElfProgram.TryRead(_path) is { } program ? SingleFileBundle.Read(_path, program) : null;
    }
}
