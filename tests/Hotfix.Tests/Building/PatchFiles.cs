using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

using Hotfixing.Go.Build;

namespace Hotfixing.Tests.Building;

public sealed class PatchFiles : IDisposable
{
    private const string Described =
        """{"goVersion":"go1.24.4","mainPackage":"a","mainModule":"a","modules":{},"settings":{},"isPositionIndependent":false,"identity":"build/one"}""";

    private static readonly BuildSettings Settings = new()
    {
        GoVersion = "go1.24.4",
        MainPackage = "example.com/shop",
        MainModule = "example.com/shop",
        Modules = new Dictionary<string, string> { ["example.org/words"] = "v1.2.3" },
        Settings = new Dictionary<string, string> { ["-tags"] = "a,b", ["CGO_ENABLED"] = "0" },
        IsPositionIndependent = true,
        Identity = "build/one",
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("hotfix-test-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "fix.hotfix");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_is_read_again()
    {
        var bytes = Write();
        var read = PatchSource.Read(Path, Settings, [], null);
        Assert.Equal(bytes, read.Object.ToArray());
        Assert.Equal(
            (Settings.GoVersion, Settings.MainPackage, Settings.MainModule, Settings.Identity, true),
            (read.Settings.GoVersion, read.Settings.MainPackage, read.Settings.MainModule, read.Settings.Identity, read.Settings.IsPositionIndependent));
        Assert.Equal(Settings.Modules, read.Settings.Modules);
        Assert.Equal(Settings.Settings, read.Settings.Settings);
        Assert.Equal(["fmt", "internal/abi"], read.StandardPackages.Order(StringComparer.Ordinal));
        Assert.Equal(BuildDiagnostics.HasCode("C", "example.com/shop"), Assert.Single(read.Diagnostics));
        Assert.Equal([Path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_for_another_build_is_refused_and_both_builds_are_named()
    {
        Write();
        var refusal = Refusals.Expect("HF4317", () => PatchSource.Read(Path, Settings with { Identity = "build/two" }, [], null));
        Assert.Contains("build/one", refusal.What);
        Assert.Contains("build/two", refusal.What);
    }

    [Fact]
    public void A_file_of_another_version_is_refused_and_both_versions_are_named()
    {
        Write();
        Change(8, 2);
        var refusal = Refusals.Expect("HF4316", () => PatchSource.Read(Path, Settings, [], null));
        Assert.Contains("version 2", refusal.What);
        Assert.Contains("version 1", refusal.What);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        Write();
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            Refusals.Expect("HF4315", () => PatchSource.Read(Path, Settings, [], null));
        }
    }

    [Fact]
    public void A_file_with_something_behind_it_is_refused()
    {
        Write();
        File.AppendAllText(Path, "x");
        Refusals.Expect("HF4315", () => PatchSource.Read(Path, Settings, [], null));
    }

    [Fact]
    public void A_file_changed_in_any_byte_is_refused()
    {
        Write();
        var whole = File.ReadAllBytes(Path);
        for (var i = 0; i < whole.Length; i++)
        {
            whole[i] ^= 0x41;
            File.WriteAllBytes(Path, whole);
            var refusal = Assert.Single(Assert.Throws<RefusedException>(() => PatchSource.Read(Path, Settings, [], null)).Diagnostics);
            Assert.Equal(i is >= 8 and < 12 ? "HF4316" : "HF4315", refusal.Id);
            whole[i] ^= 0x41;
        }
    }

    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(24)]
    public void Lengths_that_promise_too_much_are_refused_before_memory_is_taken(int offset)
    {
        Write();
        var whole = File.ReadAllBytes(Path);
        whole.AsSpan(offset, offset == 12 ? 4 : 8).Fill(0x7f);
        File.WriteAllBytes(Path, whole);
        Refusals.Expect("HF4315", () => PatchSource.Read(Path, Settings, [], null));
    }

    [Theory]
    [InlineData("null", "[]", "[]")]
    [InlineData("{}", "[]", "[]")]
    [InlineData(Described, "null", "[]")]
    [InlineData(Described, "[]", "null")]
    public void A_whole_file_whose_manifest_says_nothing_is_refused(string settings, string packages, string diagnostics)
    {
        var manifest = Encoding.UTF8.GetBytes(
            $$"""{"settings":{{settings}},"standardPackages":{{packages}},"diagnostics":{{diagnostics}},"folder":"/source","builtAt":"2026-01-01T00:00:00+00:00"}""");
        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(1)];
        Assert.True(BrotliEncoder.TryCompress([7], packed, out var length));
        var bytes = new byte[PatchFileHeader.Size + manifest.Length + length];
        new PatchFileHeader(PatchFileHeader.CurrentVersion, manifest.Length, length, 1).Write(bytes);
        manifest.CopyTo(bytes, PatchFileHeader.Size);
        packed.AsSpan(0, length).CopyTo(bytes.AsSpan(PatchFileHeader.Size + manifest.Length));
        SHA256.HashData([.. bytes[..PatchFileHeader.Checked], .. bytes[PatchFileHeader.Size..]]).CopyTo(bytes, PatchFileHeader.Checked);
        File.WriteAllBytes(Path, bytes);
        Refusals.Expect("HF4315", () => PatchSource.Read(Path, Settings, [], null));
    }

    [Fact]
    public void A_file_that_cannot_be_written_leaves_nothing_behind()
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "full"));
        Assert.ThrowsAny<SystemException>(() => Write());
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_link_under_the_name_of_the_unfinished_file_is_not_followed()
    {
        var other = System.IO.Path.Combine(_folder, "other");
        File.WriteAllText(other, "mine");
        File.CreateSymbolicLink($"{Path}.{Environment.ProcessId}.tmp", other);
        Assert.Throws<IOException>(() => Write());
        Assert.Equal("mine", File.ReadAllText(other));
    }

    [Fact]
    public void Another_file_is_refused_for_what_it_is()
    {
        var other = System.IO.Path.Combine(_folder, "main.go");
        File.WriteAllText(other, "package main\n");
        Refusals.Expect("HF4305", () => PatchSource.Read(other, Settings, [], null));
    }

    private byte[] Write()
    {
        var bytes = Enumerable.Range(0, 500).Select(i => (byte)(i / 7)).ToArray();
        var program = new RebuiltProgram
        {
            Settings = Settings,
            Object = bytes,
            StandardPackages = new HashSet<string> { "fmt", "internal/abi" },
            Diagnostics = [BuildDiagnostics.HasCode("C", "example.com/shop")],
        };
        PatchFile.Write(Path, program, "/source");
        return bytes;
    }

    private void Change(int offset, byte value)
    {
        var whole = File.ReadAllBytes(Path);
        whole[offset] = value;
        File.WriteAllBytes(Path, whole);
    }
}
