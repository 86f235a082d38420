using Hotfixing.Binary.GoSym;
using Hotfixing.Go.Inspect;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

using Iced.Intel;

namespace Hotfixing.Go.Switch;

/// <summary>Where the runtime may preempt a goroutine, as the tables of the program say, and those of the patches in it.</summary>
internal sealed class SafePoints
{
    private readonly LoadBias bias;
    private readonly IReadOnlyList<FunctionTable> tables;

    /// <summary>Reads the tables. The process runs on.</summary>
    public SafePoints(GoRuntime runtime)
    {
        bias = runtime.Process.Bias;
        tables = [runtime.Process.Functions, .. PatchRegistry.Read(runtime).Select(p => Table(runtime, p)).OfType<FunctionTable>()];
    }

    /// <summary>Whether no goroutine can have been preempted behind the first and before the sixth byte of a function; false when that is not known.</summary>
    /// <param name="entry">Where it begins. Its own code must be there.</param>
    public bool AreAbsent(TargetAddress entry)
    {
        var linked = bias.Linked(entry);
        try
        {
            var table = tables.FirstOrDefault(t => t.Find(linked) is not null);
            return table?.Find(linked) is { } function && function.Entry == linked && AreAbsent(function, table.Module.Image.Read(linked, (int)(function.End - linked)));
        }
        catch (InvalidBinaryException)
        {
            // The table of a patch has gaps.
            return false;
        }
    }

    private static bool AreAbsent(GoFunction function, ReadOnlySpan<byte> code)
    {
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(code.ToArray()), function.Entry.Value);
        decoder.Decode();
        while (decoder.IP - function.Entry.Value < NearJump.Length && decoder.IP < function.End.Value)
        {
            if (function.IsSafePoint(function.Entry + (decoder.IP - function.Entry.Value)))
            {
                return false;
            }

            decoder.Decode();
        }

        return true;
    }

    private static FunctionTable? Table(GoRuntime runtime, StagedPatch patch)
    {
        var bias = runtime.Process.Bias;
        try
        {
            var contents = (patch.Record?.Areas ?? []).Where(a => a.Length <= LiveProgramReader.MaximumPiece).Select(a =>
                KeyValuePair.Create(bias.Linked(a.Start), (ReadOnlyMemory<byte>)runtime.Memory.Read(a.Start, (int)a.Length)));
            var image = runtime.Process.Image.AsLoaded(contents.ToList(), bias.Bytes);
            return new FunctionTable(runtime.Process.Functions.Module.Other(image, bias.Linked(patch.Module.Address)));
        }
        catch (InvalidBinaryException)
        {
            return null;
        }
    }
}
