using Hotfixing.DotNet;
using Hotfixing.EndToEnd.Contract;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>The contract on a plain .NET program.</summary>
public sealed class DotNetContract : PatchingContract
{
    private static readonly string Original = Build("v0", 10);

    protected override IEngine Engine { get; } = new DotNetEngine();

    protected override ProgramUnderPatch Program { get; } = new()
    {
        Command = ["dotnet", Original],
        Original = new Edition(Original, Behaviour(10, 10)),
        First = new Edition(Build("v1", 12), Behaviour(12, 12)),
        Second = new Edition(Build("v2", 14), Behaviour(14, 14)),
        OneFunction = "Shop.Instance()",
        OneFunctionBehaviour = Behaviour(10, 12),
        AmbiguousName = "Overloaded",
        Refused = Build("refused", 12, "public int Added;"),
    };

    private static string Build(string variant, int value, string member = "") =>
        SubjectProgram.Build("Contract.cs.txt", "Contract", variant, $"VALUE={value}", $"MEMBER={member}");

    private static string Behaviour(int value, int instance) =>
        $"static={value} instance={instance} private={value} generic={value},{value} virtual={value} interface={value} "
        + $"inlined={value} bound={value} lambda={value} async={value} iterator={value} struct={value} "
        + $"overloaded={value},{value} whole={value}";
}
