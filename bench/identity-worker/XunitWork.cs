using System.Text;
using Xunit;
using Xunit.Runner.Common;
using Xunit.Sdk;
using Xunit.v3;

namespace IdentityWorker;

/// <summary>Finds and runs the tests of this assembly in this process.</summary>
internal static class XunitWork
{
    public static string Do() => Task.Run(Run).GetAwaiter().GetResult();

    private static async Task<string> Run()
    {
        await using XunitTestFramework framework = new();
        TestContext.SetForInitialization(null, false, false);
        TestAssemblyConfiguration configuration = new();
        List<ITestCase> cases = [];
        await framework.GetDiscoverer(typeof(XunitWork).Assembly).Find(
            found =>
            {
                cases.Add(found);
                return new(true);
            },
            TestFrameworkOptions.ForDiscovery(configuration));
        Results results = new();
        await framework.GetExecutor(typeof(XunitWork).Assembly).RunTestCases(cases, results, TestFrameworkOptions.ForExecution(configuration));
        return string.Join('\n', results.Lines.Order(StringComparer.Ordinal));
    }

    private sealed class Results : IMessageSink
    {
        public List<string> Lines { get; } = [];

        public bool OnMessage(IMessageSinkMessage message)
        {
            string? line = message switch
            {
                ITestStarting started => $"started {started.TestDisplayName}",
                ITestFailed failed => $"failed {string.Join('|', failed.Messages)} {string.Join('|', failed.ExceptionTypes)} {failed.Cause}",
                ITestPassed passed => $"passed {passed.Output}",
                ITestSkipped skipped => $"skipped {skipped.Reason}",
                ITestAssemblyFinished finished => $"{finished.TestsTotal} {finished.TestsFailed} {finished.TestsSkipped}",
                _ => null,
            };
            lock (Lines)
            {
                Lines.AddRange(line is null ? [] : [line]);
            }

            return true;
        }
    }
}
