using System.Diagnostics.Tracing;

namespace BenchTarget;

/// <summary>Counts how often the runtime held all threads, whatever for: its event GCSuspendEEBegin.</summary>
internal sealed class Suspensions : EventListener
{
    private const EventKeywords CollectorKeyword = (EventKeywords)0x1;
    private const int SuspendBegin = 9;
    private int _count;

    public int Take() => Interlocked.Exchange(ref _count, 0);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            EnableEvents(eventSource, EventLevel.Informational, CollectorKeyword);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventId == SuspendBegin)
        {
            Interlocked.Increment(ref _count);
        }
    }
}
