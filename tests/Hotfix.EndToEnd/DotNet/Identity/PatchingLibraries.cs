using Hotfixing.DotNet;
using Hotfixing.Tests.DotNet.Identity;

namespace Hotfixing.EndToEnd.DotNet.Identity;

/// <summary>
/// Programs that do real work with libraries that nobody here wrote, while all methods of the library are replaced at once by others that do the
/// same. What bench/identity-dotnet does for more of them.
/// </summary>
public sealed class PatchingLibraries
{
    [Theory]
    [InlineData("Newtonsoft.Json")]
    [InlineData("Spectre.Console")]
    public void Work_goes_on_with_equal_results_while_every_method_is_replaced_and_given_back(string library)
    {
        var newBuild = Directory.CreateTempSubdirectory("hotfix-identity-");
        var worker = Worker();
        var original = Path.Combine(Path.GetDirectoryName(worker)!, $"{library}.dll");
        File.WriteAllBytes(Path.Combine(newBuild.FullName, Path.GetFileName(original)), TouchedBuild.Of(original, Touch.EveryMethod));

        using var subject = SubjectProcess.StartThrough(["dotnet", worker, library]);
        var before = subject.Ask("work");
        subject.Ask("begin");
        using var session = new DotNetEngine().Attach(subject.Target);
        var plan = session.Plan(new Patch(newBuild.FullName, []));
        Assert.False(plan.IsRefused, string.Join('\n', plan.Diagnostics));
        var patch = session.Apply(plan, null, CancellationToken.None);
        Assert.True(patch.Replacements.Count > 1000, $"{patch.Replacements.Count} functions");
        Assert.Equal(before, subject.Ask("work"));
        Assert.InRange(Assert.Single(session.List()).Replacements.Count(r => r.Effect == "compiled"), patch.Replacements.Count * 9 / 10, int.MaxValue);
        session.Revert(null);
        Assert.Equal(before, subject.Ask("work"));
        newBuild.Delete(recursive: true);
        Assert.EndsWith(" right", subject.Ask("end"), StringComparison.Ordinal);
    }

    private static string Worker()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Hotfix.slnx")))
        {
            root = root.Parent;
        }

        var folder = Path.Combine(AppContext.BaseDirectory, "subjects", "identity");
        lock (SubjectProgram.OneAtATime)
        {
            try
            {
                SubjectProgram.Run(
                    "dotnet", Path.Combine(root.FullName, "bench", "identity-worker"), "build", "-c", "Release", "--nologo", "-v", "q", "-nodeReuse:false",
                    "-o", folder);
            }
            catch (MissingPackageException e)
            {
                Assert.Skip(e.Message);
            }
        }

        return Path.Combine(folder, "worker.dll");
    }
}
