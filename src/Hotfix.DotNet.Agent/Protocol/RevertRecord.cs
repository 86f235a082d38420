namespace Hotfixing.DotNet.Protocol;

/// <summary>The answer to <see cref="AgentCommand.Revert"/>.</summary>
public sealed class RevertRecord
{
    /// <summary>The patches that were taken back, latest first.</summary>
    public required int[] Ids { get; init; }

    /// <summary>The functions whose body changed by it.</summary>
    public required string[] Functions { get; init; }

    /// <summary>From the first to the last action in the target, in microseconds.</summary>
    public required long Duration { get; init; }

    /// <summary>See <see cref="PatchRecord.Suspended"/>.</summary>
    public required long Suspended { get; init; }

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.WriteAll(Ids, (id, w) => w.Write(id));
        writer.WriteAll(Functions, (f, w) => w.Write(f));
        writer.Write(Duration);
        writer.Write(Suspended);
    }

    /// <summary>Reads it.</summary>
    public static RevertRecord Read(BinaryReader reader) => new()
    {
        Ids = reader.ReadAll(r => r.ReadInt32()),
        Functions = reader.ReadAll(r => r.ReadString()),
        Duration = reader.ReadInt64(),
        Suspended = reader.ReadInt64(),
    };
}
