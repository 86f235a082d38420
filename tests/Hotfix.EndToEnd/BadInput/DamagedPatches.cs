using Hotfixing.DotNet;

namespace Hotfixing.EndToEnd.BadInput;

/// <summary>Plans for a running program out of rebuilt assemblies that are damaged somewhere.</summary>
public sealed class DamagedPatches(Bakery bakery) : IClassFixture<Bakery>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Are_refused_or_named_as_damaged_and_the_program_goes_on()
    {
        var folder = Directory.CreateTempSubdirectory("hotfix-test-");
        try
        {
            var random = new Random(1);
            var file = Path.Combine(folder.FullName, "Bakery.dll");
            var whole = File.ReadAllBytes(Bakery.Rebuilt);
            using var session = new DotNetEngine().Attach(bakery.Target);
            for (var i = 0; i < 100; i++)
            {
                var bytes = whole.ToArray();
                for (var damaged = random.Next(1, 9); damaged > 0; damaged--)
                {
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                }

                File.WriteAllBytes(file, bytes);
                var planning = Task.Run(() => Plan(session, file));
                Assert.True(await Task.WhenAny(planning, Task.Delay(Deadline)) == planning, $"mutation {i} hangs");
                Assert.True(planning.IsCompletedSuccessfully, $"mutation {i}: {planning.Exception}");
            }

            bakery.IsUnpatched();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Plan(IPatchSession session, string file)
    {
        try
        {
            session.Plan(new Patch(file, []));
        }
        catch (HotfixException)
        {
            // That is how a build is called damaged.
        }
    }
}
