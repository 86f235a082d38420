using System.Buffers.Binary;
using Hotfixing.Binary;
using Hotfixing.Binary.Elf;
using Hotfixing.Binary.GoSym;

namespace Hotfixing.Go.Link;

/// <summary>
/// The bytes of a patch as they come to stand in the target, by the pages that hold any. What is kept is taken over from the object;
/// everything else of a page stays zero, so that nothing is in the target that was not meant to be.
/// </summary>
/// <param name="source">The object, laid out.</param>
internal sealed class PatchBytes(ProgramImage source)
{
    public const int PageSize = 4096;

    private readonly SortedDictionary<ulong, Page> _pages = [];

    /// <summary>Takes bytes over from the object, unless they were written already.</summary>
    public void Keep(ImageAddress start, ulong length)
    {
        if (!source.Contains(start, length) || length > int.MaxValue)
        {
            throw new CannotLinkException(LinkDiagnostics.NotProved($"{length} bytes at {start} are not all in the object"));
        }

        Put(start, source.Read(start, (int)length), isNew: false);
    }

    /// <summary>Takes bytes over from the object, unless they were written already.</summary>
    public void Keep(GoStretch stretch) => Keep(stretch.Start, stretch.Length);

    /// <summary>Writes bytes, whatever was there.</summary>
    public void Write(ImageAddress start, ReadOnlySpan<byte> bytes) => Put(start, bytes, isNew: true);

    /// <summary>Writes an 8-byte number, whatever was there.</summary>
    public void WriteUInt64(ImageAddress start, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Write(start, bytes);
    }

    /// <summary>Writes a 4-byte number, whatever was there.</summary>
    public void WriteUInt32(ImageAddress start, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Write(start, bytes);
    }

    /// <summary>Whether all of a stretch was kept or written.</summary>
    public bool Has(ImageAddress start, ulong length)
    {
        for (var at = start.Value; at < start.Value + length; at++)
        {
            if (!_pages.TryGetValue(at / PageSize, out var page) || !page.Set[(int)(at % PageSize)])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The pages with their contents, those next to each other in one area as one.</summary>
    public IEnumerable<(ImageAddress Start, byte[] Bytes)> Contents(PatchAreas areas)
    {
        var run = new List<Page>();
        var start = 0UL;
        foreach (var (number, page) in _pages)
        {
            var address = new ImageAddress(number * PageSize);
            page.Fill(areas.Filling(address));
            if (run.Count > 0 && (number != start + (ulong)run.Count || areas.Begins(address)))
            {
                yield return Joined(start, run);
                run.Clear();
            }

            start = run.Count == 0 ? number : start;
            run.Add(page);
        }

        if (run.Count > 0)
        {
            yield return Joined(start, run);
        }
    }

    private static (ImageAddress Start, byte[] Bytes) Joined(ulong start, List<Page> run) =>
        (new ImageAddress(start * PageSize), run.SelectMany(p => p.Bytes).ToArray());

    private void Put(ImageAddress start, ReadOnlySpan<byte> bytes, bool isNew)
    {
        for (var done = 0; done < bytes.Length;)
        {
            var (number, offset) = ((start.Value + (ulong)done) / PageSize, (int)((start.Value + (ulong)done) % PageSize));
            var count = Math.Min(PageSize - offset, bytes.Length - done);
            if (!_pages.TryGetValue(number, out var page))
            {
                _pages.Add(number, page = new Page());
            }

            page.Put(offset, bytes.Slice(done, count), isNew);
            done += count;
        }
    }

    private sealed class Page
    {
        public byte[] Bytes { get; } = new byte[PageSize];

        public bool[] Set { get; } = new bool[PageSize];

        public void Put(int offset, ReadOnlySpan<byte> bytes, bool isNew)
        {
            for (var i = 0; i < bytes.Length; i++)
            {
                if (isNew || !Set[offset + i])
                {
                    (Bytes[offset + i], Set[offset + i]) = (bytes[i], true);
                }
            }
        }

        public void Fill(byte filling)
        {
            for (var i = 0; i < PageSize; i++)
            {
                Bytes[i] = Set[i] ? Bytes[i] : filling;
            }
        }
    }
}
