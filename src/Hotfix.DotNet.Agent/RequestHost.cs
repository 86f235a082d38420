using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>
/// Reads the request beside this assembly and leaves the response there. Nothing is thrown into the target, and no thread
/// outlives its request.
/// </summary>
internal static class RequestHost
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly object OneAtATime = new();

    public static void Serve()
    {
        try
        {
            var directory = Path.GetDirectoryName(typeof(RequestHost).Assembly.Location)!;

            // The calling thread is the one that answers the runtime's diagnostics port: it gets back to work even if we do not.
            var thread = new Thread(() => Serve(directory)) { IsBackground = true, Name = "hotfix" };
            thread.UnsafeStart();
            thread.Join(LongestWait);
        }
        catch (Exception)
        {
            // The tool sees that no response came.
        }
    }

    private static void Serve(string directory)
    {
        try
        {
            lock (OneAtATime)
            {
                var file = Path.Combine(directory, AgentProtocol.RequestFile);
                var begun = file + ".begun";

                // One step, which fails if the tool has taken the request back: what it no longer waits for is not done.
                File.Move(file, begun, overwrite: true);
                var message = ReadWhole(begun);
                File.Delete(begun);
                using var reader = new BinaryReader(new MemoryStream(message));
                var request = RequestHeader.Read(reader);
                var response = RequestHandler.Handle(request, reader, directory);
                var unfinished = Path.Combine(directory, request.ResponseFile + ".part");
                File.WriteAllBytes(unfinished, response);
                File.Move(unfinished, Path.Combine(directory, request.ResponseFile));
            }
        }
        catch (Exception)
        {
            // Nothing more can be said: what would say it is what failed.
        }
    }

    private static byte[] ReadWhole(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        if (stream.Length > AgentProtocol.MaximumMessage)
        {
            throw new InvalidDataException();
        }

        var message = new byte[stream.Length];
        stream.ReadExactly(message);
        return message;
    }
}
