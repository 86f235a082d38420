namespace Hotfixing.Binary.X86;

/// <summary>How an instruction refers to something outside its function.</summary>
public enum CodeReferenceKind
{
    /// <summary>It jumps or calls there.</summary>
    Branch,

    /// <summary>It computes the address.</summary>
    AddressOf,

    /// <summary>It reads, writes or calls through what is there.</summary>
    Memory,
}
