using Hotfixing.Go.Inspect;
using Hotfixing.Linux;

using Iced.Intel;

namespace Hotfixing.Go.Switch;

/// <summary>Where the runtime may preempt a goroutine, as the program's own tables say.</summary>
internal static class SafePoints
{
    /// <summary>Whether no goroutine can have been preempted behind the first and before the sixth byte of a function.</summary>
    public static bool AreAbsent(GoProcess process, TargetAddress entry)
    {
        var linked = process.Bias.Linked(entry);
        if (process.Functions.Find(linked) is not { } function || function.Entry != linked)
        {
            return false;
        }

        var code = process.Image.Read(linked, (int)(function.End - linked)).ToArray();
        var decoder = Decoder.Create(64, new ByteArrayCodeReader(code), linked.Value);
        decoder.Decode();
        while (decoder.IP - linked.Value < NearJump.Length && decoder.IP < function.End.Value)
        {
            if (function.IsSafePoint(linked + (decoder.IP - linked.Value)))
            {
                return false;
            }

            decoder.Decode();
        }

        return true;
    }
}
