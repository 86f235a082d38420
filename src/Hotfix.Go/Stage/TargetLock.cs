using System.Net.Sockets;

namespace Hotfixing.Go.Stage;

/// <summary>
/// Keeps two tools from changing one process at the same time: a name in the kernel that one socket only can have, and that is free
/// again when its tool ends in whatever way (unix(7), abstract addresses).
/// </summary>
internal sealed class TargetLock : IDisposable
{
    private readonly Socket socket;

    private TargetLock(Socket socket) => this.socket = socket;

    /// <summary>Takes it.</summary>
    /// <exception cref="RefusedException">Another tool has it.</exception>
    public static TargetLock Take(Target target)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"\0hotfix-{target.ProcessId}-{target.StartTime}"));
            return new TargetLock(socket);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new RefusedException([StageDiagnostics.Busy(target)]);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();
}
