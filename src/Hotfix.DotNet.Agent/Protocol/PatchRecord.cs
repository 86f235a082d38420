namespace Hotfixing.DotNet.Protocol;

/// <summary>One applied patch as the agent remembers it; the answer to <see cref="AgentCommand.List"/> is an array of these.</summary>
public sealed class PatchRecord
{
    /// <summary>Counts from 1 within the process; never reused.</summary>
    public required int Id { get; init; }

    /// <summary>See <see cref="PatchMessage.Source"/>.</summary>
    public required string Source { get; init; }

    /// <summary>See <see cref="PatchMessage.AppliedBy"/>.</summary>
    public required string AppliedBy { get; init; }

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    public required long AppliedAt { get; init; }

    /// <summary>From the first to the last action in the target, in microseconds.</summary>
    public required long Duration { get; init; }

    /// <summary>How long the runtime was suspended in that time, in microseconds; the application's own collections count too.</summary>
    public required long Suspended { get; init; }

    /// <summary>The functions it changed.</summary>
    public required FunctionRecord[] Functions { get; init; }

    /// <summary>See <see cref="PatchMessage.Registry"/>.</summary>
    public required byte[] Registry { get; init; }

    /// <summary>Writes it.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Id);
        writer.Write(Source);
        writer.Write(AppliedBy);
        writer.Write(AppliedAt);
        writer.Write(Duration);
        writer.Write(Suspended);
        writer.WriteAll(Functions, (f, w) => f.Write(w));
        writer.WriteBlob(Registry);
    }

    /// <summary>Reads it.</summary>
    public static PatchRecord Read(BinaryReader reader) => new()
    {
        Id = reader.ReadInt32(),
        Source = reader.ReadString(),
        AppliedBy = reader.ReadString(),
        AppliedAt = reader.ReadInt64(),
        Duration = reader.ReadInt64(),
        Suspended = reader.ReadInt64(),
        Functions = reader.ReadAll(FunctionRecord.Read),
        Registry = reader.ReadBlob(),
    };

    /// <summary>Reads the array that a list answers.</summary>
    public static PatchRecord[] ReadList(BinaryReader reader) => reader.ReadAll(Read);
}
