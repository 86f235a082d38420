using Hotfixing.Tests.DotNet.Identity;

namespace BenchIdentity;

/// <summary>What applying the new build of a library will do, told by methods, which a plan counts by the functions they were written in.</summary>
/// <param name="Once">Changed static constructors, which have run in a program that has started.</param>
/// <param name="Applied">Methods that are put in place or into the delta.</param>
/// <param name="LeftBehind">Methods of functions that are refused.</param>
/// <param name="Limits">The options that limit the patch to the functions that are not refused; empty when none is.</param>
internal sealed record Forecast(int Once, int Applied, int LeftBehind, string[] Limits)
{
    public static Forecast Of(Library library, Touch touch)
    {
        (int once, int applied, int leftBehind) = (0, 0, 0);
        List<string> functions = [];
        foreach (string assembly in library.Assemblies)
        {
            using IdentityCheck check = new(assembly, File.ReadAllBytes(library.NewBuildOf(assembly, touch)));
            IdentityResult result = check.HoldAgainstOriginal();
            once += check.StaticConstructors;
            applied += result.InPlace + result.Moved - check.StaticConstructors;
            leftBehind += result.LeftBehind;
            functions.AddRange(check.Accepted);
        }

        return new(once, applied, leftBehind, leftBehind == 0 ? [] : [.. functions.Distinct().SelectMany(function => (string[])["--function", function])]);
    }
}
