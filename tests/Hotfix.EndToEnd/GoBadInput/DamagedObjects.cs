using Hotfixing.Binary.Elf;
using Hotfixing.Go;
using Hotfixing.Go.Build;

namespace Hotfixing.EndToEnd.GoBadInput;

/// <summary>Plans for a running program out of objects that are damaged in one section, in files whose checksum is right.</summary>
public sealed class DamagedObjects : IDisposable
{
    private const string Whole = "nothing";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-test-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Are_refused_or_named_as_damaged_and_the_program_goes_on()
    {
        using var bakery = GoBakery.Start();
        var rebuilt = ProgramRebuild.Run(GoBakery.Edited, BuildSettingsReader.Read(ElfFile.Read(GoBakery.Original.Executable)), [], null);
        var file = ElfFile.Parse(rebuilt.Object, "the object");
        using var session = new GoEngine().Attach(bakery.Target);
        var random = new Random(1);
        Assert.Equal(Whole, await Plan(session, rebuilt, rebuilt.Object.ToArray(), "whole"));
        foreach (var section in file.Sections.Where(s => s is { Size: > 0 } && s.Type != ElfSectionType.ZeroBytes))
        {
            foreach (var damage in new[] { "noise", "zeros", "ones", "end" })
            {
                var bytes = rebuilt.Object.ToArray();
                var part = bytes.AsSpan((int)section.Offset, (int)section.Size);
                switch (damage)
                {
                    case "noise":
                        for (var i = 0; i < 1 + (part.Length / 50); i++)
                        {
                            part[random.Next(part.Length)] = (byte)random.Next(256);
                        }

                        break;
                    case "zeros":
                        part.Clear();
                        break;
                    case "ones":
                        part.Fill(0xff);
                        break;
                    default:
                        bytes = bytes[..((int)section.Offset + (part.Length / 2))];
                        break;
                }

                await Plan(session, rebuilt, bytes, $"{damage} in {section.Name}");
            }
        }

        bakery.IsUntouched();
    }

    private async Task<string> Plan(IPatchSession session, RebuiltProgram rebuilt, byte[] bytes, string what)
    {
        var path = Path.Combine(folder.FullName, "fix.hotfix");
        PatchFile.Write(path, rebuilt with { Object = bytes }, folder.FullName);
        var planning = Task.Run(() => Plan(session, path));
        Assert.True(await Task.WhenAny(planning, Task.Delay(Deadline)) == planning, $"{what} hangs");
        Assert.True(planning.IsCompletedSuccessfully, $"{what}: {planning.Exception}");
        return planning.Result;
    }

    private static string Plan(IPatchSession session, string path)
    {
        try
        {
            var plan = session.Plan(new Patch(path, []));
            return plan.IsRefused ? plan.Diagnostics[0].Id : Whole;
        }
        catch (InvalidBinaryException)
        {
            // That is how an object is called damaged.
            return "damaged";
        }
    }
}
