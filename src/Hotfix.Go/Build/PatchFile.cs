using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Hotfixing.Go.Build;

/// <summary>A rebuilt program in one file, for hosts where there is no Go toolchain. It is used whole or not at all.</summary>
internal static class PatchFile
{
    /// <summary>The largest manifest that is read, in bytes.</summary>
    public const int MaximumManifest = 16 * 1024 * 1024;

    /// <summary>The largest file that is read, in bytes.</summary>
    public const int MaximumFile = 1 << 30;

    /// <summary>Writes it: under another name first, so that a file of this name is always whole.</summary>
    public static void Write(string path, RebuiltProgram program, string folder)
    {
        var manifest = JsonSerializer.SerializeToUtf8Bytes(
            new PatchFileManifest
            {
                Settings = program.Settings,
                StandardPackages = [.. program.StandardPackages.Order(StringComparer.Ordinal)],
                Diagnostics = program.Diagnostics,
                Folder = folder,
                BuiltAt = DateTimeOffset.Now,
            },
            PatchFileJson.Default.PatchFileManifest);
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            brotli.Write(program.Object.Span);
        }

        var bytes = new byte[PatchFileHeader.Size + manifest.Length + packed.Length];
        new PatchFileHeader(PatchFileHeader.CurrentVersion, manifest.Length, packed.Length, program.Object.Length).Write(bytes);
        manifest.CopyTo(bytes, PatchFileHeader.Size);
        packed.GetBuffer().AsSpan(0, (int)packed.Length).CopyTo(bytes.AsSpan(PatchFileHeader.Size + manifest.Length));
        Checksum(bytes).CopyTo(bytes, PatchFileHeader.Checked);

        Write(path, bytes);
    }

    /// <summary>Whether the file says it is one, whatever its name.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool Is(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[PatchFileHeader.Magic.Length];
        return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual(PatchFileHeader.Magic);
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="RefusedException">It is damaged, or of another version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static RebuiltProgram Read(string path)
    {
        var length = new FileInfo(path).Length;
        if (length is < PatchFileHeader.Size or > MaximumFile)
        {
            throw Damaged(path, $"it has {length} bytes");
        }

        var bytes = File.ReadAllBytes(path);
        var header = PatchFileHeader.Read(bytes);
        if (!bytes.AsSpan().StartsWith(PatchFileHeader.Magic))
        {
            throw Damaged(path, "it does not begin as a patch file does");
        }

        if (header.Version != PatchFileHeader.CurrentVersion)
        {
            throw new RefusedException([BuildDiagnostics.OtherFileVersion(path, header.Version, PatchFileHeader.CurrentVersion)]);
        }

        if (header.Manifest is <= 0 or > MaximumManifest || header.Unpacked is <= 0 or > ObjectLink.MaximumObject
            || header.Packed != bytes.Length - PatchFileHeader.Size - header.Manifest)
        {
            throw Damaged(path, $"it has {bytes.Length} bytes and says otherwise");
        }

        return Checksum(bytes).AsSpan().SequenceEqual(bytes.AsSpan(PatchFileHeader.Checked, SHA256.HashSizeInBytes))
            ? Read(path, bytes, header)
            : throw Damaged(path, "its checksum does not fit");
    }

    private static RebuiltProgram Read(string path, byte[] bytes, PatchFileHeader header)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(bytes.AsSpan(PatchFileHeader.Size, header.Manifest), PatchFileJson.Default.PatchFileManifest)
                ?? throw Damaged(path, "its manifest is empty");
            var start = PatchFileHeader.Size + header.Manifest;
            using var brotli = new BrotliStream(new MemoryStream(bytes, start, bytes.Length - start), CompressionMode.Decompress);
            var unpacked = new byte[header.Unpacked];
            brotli.ReadExactly(unpacked);
            return brotli.ReadByte() < 0
                ? new RebuiltProgram
                {
                    Settings = manifest.Settings,
                    Object = unpacked,
                    StandardPackages = manifest.StandardPackages.ToHashSet(StringComparer.Ordinal),
                    Diagnostics = manifest.Diagnostics,
                }
                : throw Damaged(path, "its object is longer than it says");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or EndOfStreamException or InvalidOperationException)
        {
            throw Damaged(path, e.Message);
        }
    }

    private static void Write(string path, byte[] bytes)
    {
        // In a folder that others may write, too, the other name may be there already, as a link to something else.
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        using (var file = new FileStream(unfinished, FileMode.CreateNew))
        {
            try
            {
                file.Write(bytes);
                file.Flush();
                File.Move(unfinished, path, overwrite: true);
            }
            catch
            {
                File.Delete(unfinished);
                throw;
            }
        }
    }

    /// <summary>Of everything but itself.</summary>
    private static byte[] Checksum(byte[] bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes, 0, PatchFileHeader.Checked);
        hash.AppendData(bytes, PatchFileHeader.Size, bytes.Length - PatchFileHeader.Size);
        return hash.GetHashAndReset();
    }

    private static RefusedException Damaged(string path, string reason) => new([BuildDiagnostics.DamagedFile(path, reason)]);
}
