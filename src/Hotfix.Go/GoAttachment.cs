using Hotfixing.Go.Inspect;
using Hotfixing.Go.Switch;
using Hotfixing.Linux;

namespace Hotfixing.Go;

/// <summary>Access to a Go process, for as long as one operation takes.</summary>
internal sealed class GoAttachment : IDisposable
{
    private GoAttachment(ProcessTracer tracer, GoRuntime runtime) =>
        (Tracer, Runtime, Moment) = (tracer, runtime, new SafeMoment(tracer));

    /// <summary>Holds its threads.</summary>
    public ProcessTracer Tracer { get; }

    /// <summary>The runtime in it.</summary>
    public GoRuntime Runtime { get; }

    /// <summary>Finds moments in which something can be done.</summary>
    public SafeMoment Moment { get; }

    /// <summary>Opens it; the process runs on and notices nothing.</summary>
    /// <exception cref="RefusedException">It cannot be traced from here, is not understood, or has executed another program.</exception>
    /// <exception cref="TargetExitedException">It has ended.</exception>
    /// <exception cref="SystemCallException">It is about to, or does not let itself be read.</exception>
    public static GoAttachment Open(GoProcess process)
    {
        if (TracingCheck.Of(process.Target) is { } refusal)
        {
            throw new RefusedException([refusal]);
        }

        ProcessTracer? tracer = null;
        try
        {
            // What is opened now stays that of this program: comparing afterwards leaves no gap.
            tracer = ProcessTracer.Open(process.Target);
            if (ExecutedProgram.Of(process.Target) != process.Executed)
            {
                throw new RefusedException([InspectDiagnostics.ExecutedAnother(process.Target)]);
            }

            return new GoAttachment(tracer, new GoRuntime(process, tracer.Memory));
        }
        catch
        {
            tracer?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Tracer.Dispose();
}
