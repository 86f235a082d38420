namespace Hotfixing.Linux;

/// <summary>Which file it is, whatever its name: the device it is on and its number there.</summary>
/// <param name="DeviceMajor">The device's class.</param>
/// <param name="DeviceMinor">The device within its class.</param>
/// <param name="Inode">The file's number on the device.</param>
public readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode)
{
    /// <summary>Device and number, as the kernel writes them.</summary>
    public override string ToString() => $"{DeviceMajor:x2}:{DeviceMinor:x2} {Inode}";
}
