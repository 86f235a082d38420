using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

using Hotfixing.DotNet.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.DotNet.Stage;

/// <summary>
/// The commands of a runtime's diagnostics port that hotfix needs (dotnet/diagnostics, documentation/design-docs/ipc-protocol.md).
/// Each is a connection of its own; the runtime takes one after the other. Calls block until the runtime has answered.
/// </summary>
/// <param name="target">The process.</param>
/// <param name="patience">How long it may take to answer; null means <see cref="AgentConnection.Patience"/>.</param>
internal sealed class DiagnosticPort(Target target, TimeSpan? patience = null)
{
    private const int HeaderSize = 20;
    private static readonly byte[] Magic = [.. "DOTNET_IPC_V1"u8, 0];

    private int LongestCall => (int)(patience ?? AgentConnection.Patience).TotalMilliseconds;

    // SOL_SOCKET and SO_PEERCRED (include/uapi/asm-generic/socket.h).
    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;

    private const ushort AttachProfilerCommand = 0x0301;
    private const ushort ProcessInfoCommand = 0x0400;
    private const ushort ApplyStartupHookCommand = 0x0407;
    private const ushort Success = 0xFF00;

    /// <summary>Does nothing, after everything that was asked before.</summary>
    public void Ping() => Send(ProcessInfoCommand, []);

    /// <summary>
    /// Has the runtime load an assembly and call its startup hook; returns when the hook has. Whatever goes wrong in there ends the
    /// whole target.
    /// </summary>
    /// <param name="path">The assembly, as the target sees it.</param>
    public void ApplyStartupHook(string path) => Send(ApplyStartupHookCommand, Text(path));

    /// <summary>Has the runtime load a profiler and hand it its interface.</summary>
    /// <param name="timeout">How long the runtime may try.</param>
    /// <param name="classId">The class the library is asked for.</param>
    /// <param name="path">The library, as the target sees it.</param>
    public void AttachProfiler(TimeSpan timeout, Guid classId, string path) => Send(
        AttachProfilerCommand,
        [.. BitConverter.GetBytes((uint)timeout.TotalMilliseconds), .. classId.ToByteArray(), .. Text(path), .. BitConverter.GetBytes(0u)]);

    private void Send(ushort command, byte[] payload)
    {
        using var socket = Connect();
        var message = new byte[HeaderSize + payload.Length];
        Magic.CopyTo(message, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), checked((ushort)message.Length));
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(16), command);
        payload.CopyTo(message, HeaderSize);
        socket.Send(message);

        var header = Receive(socket, HeaderSize);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(14));
        if (!header.AsSpan(0, Magic.Length).SequenceEqual(Magic) || size < HeaderSize)
        {
            throw new IOException("something else than a runtime answers there");
        }

        var answer = Receive(socket, size - HeaderSize);
        if (BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(16)) != Success)
        {
            throw new DiagnosticPortException(answer.Length >= 4 ? BinaryPrimitives.ReadInt32LittleEndian(answer) : 0);
        }
    }

    private Socket Connect()
    {
        var port = DiagnosticSocket.Find(target);
        using var folder = DirectoryHandle.OpenAsSeenBy(target.ProcessId, port.Folder);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = LongestCall,
            SendTimeout = LongestCall,
        };
        try
        {
            // Through the open folder: a path through /proc/PID/root could be too long for a socket, and follow links out of there.
            socket.Connect(new UnixDomainSocketEndPoint(folder.PathOf(port.Name)));
            Span<byte> peer = stackalloc byte[12];
            socket.GetRawSocketOption(SocketLevel, PeerCredentials, peer);
            return BinaryPrimitives.ReadInt32LittleEndian(peer) == target.ProcessId
                ? socket
                : throw new IOException("another process answers there");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static byte[] Receive(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var done = 0; done < count;)
        {
            var received = socket.Receive(bytes, done, count - done, SocketFlags.None);
            done += received > 0 ? received : throw new EndOfStreamException("the runtime hung up");
        }

        return bytes;
    }

    /// <summary>The count of UTF-16 units, the final zero among them, and the units.</summary>
    private static byte[] Text(string text) =>
        [.. BitConverter.GetBytes(text.Length + 1), .. Encoding.Unicode.GetBytes(text), 0, 0];
}
