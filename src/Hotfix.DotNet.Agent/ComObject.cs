namespace Hotfixing.DotNet.Agent;

/// <summary>Calls through the method table of a COM object, on this thread.</summary>
internal static unsafe class ComObject
{
    private const int ReleaseSlot = 2;

    public static nint Slot(nint instance, int slot) => (*(nint**)instance)[slot];

    /// <summary>Calls a method that takes up to eight arguments; it does not look at those it does not have.</summary>
    /// <returns>The HRESULT.</returns>
    public static int Call(nint instance, int slot, params ReadOnlySpan<nint> arguments)
    {
        var a = stackalloc nint[8];
        for (var i = 0; i < arguments.Length; i++)
        {
            a[i] = arguments[i];
        }

        return ((delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint, nint, int>)Slot(instance, slot))(
            instance, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]);
    }

    public static void Release(nint instance) => Call(instance, ReleaseSlot);

    /// <exception cref="InvalidOperationException">The call failed.</exception>
    public static void Check(int outcome, string what)
    {
        if (outcome < 0)
        {
            throw new InvalidOperationException($"{what} failed with 0x{outcome:x8}");
        }
    }
}
