namespace Hotfixing.Binary.GoSym;

/// <summary>The kinds of Go's types (internal/abi/type.go, Kind; runtime/typekind.go before 1.20; 1.19 to 1.26).</summary>
public enum GoKind
{
#pragma warning disable CS1591, CA1720 // each is the kind Go gives this name
    Invalid,
    Bool,
    Int,
    Int8,
    Int16,
    Int32,
    Int64,
    Uint,
    Uint8,
    Uint16,
    Uint32,
    Uint64,
    Uintptr,
    Float32,
    Float64,
    Complex64,
    Complex128,
    Array,
    Chan,
    Func,
    Interface,
    Map,
    Pointer,
    Slice,
    String,
    Struct,
    UnsafePointer,
#pragma warning restore CS1591, CA1720
}
