using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Hotfixing.Linux;

/// <summary>
/// A file of which only what is looked at is read. Only for files that cannot become shorter meanwhile, as those of running programs.
/// </summary>
public sealed class MappedFile : MemoryManager<byte>
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly unsafe byte* start;
    private readonly int length;

    private unsafe MappedFile(MemoryMappedFile file, MemoryMappedViewAccessor view, int length)
    {
        (this.file, this.view, this.length) = (file, view, length);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
    }

    /// <summary>Opens it.</summary>
    /// <exception cref="IOException">It cannot be read, is empty, or is larger than 2 GiB.</exception>
    public static MappedFile Open(string path)
    {
        var handle = File.OpenHandle(path);
        try
        {
            var length = RandomAccess.GetLength(handle);
            if (length is 0 or > int.MaxValue)
            {
                throw new IOException($"{path} has {length} bytes");
            }

            var file = MemoryMappedFile.CreateFromFile(handle, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new MappedFile(file, file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), (int)length);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override unsafe Span<byte> GetSpan() => new(start, length);

    /// <inheritdoc/>
    public override unsafe MemoryHandle Pin(int elementIndex = 0) => new(start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
        // Nothing moves.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }
}
