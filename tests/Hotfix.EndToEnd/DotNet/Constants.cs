namespace Hotfixing.EndToEnd.DotNet;

/// <summary>The builds of Subjects/Constants.cs.txt.</summary>
internal static class Constants
{
    public static readonly string Original = SubjectProgram.Build("Constants.cs.txt", "Constants", "v0", "VALUE=10");
    public static readonly string First = SubjectProgram.Build("Constants.cs.txt", "Constants", "v1", "VALUE=12");
    public static readonly string Second = SubjectProgram.Build("Constants.cs.txt", "Constants", "v2", "VALUE=14");

    /// <summary>What the subject answers to "values" when every method has the same constant.</summary>
    public static string AllOf(int value) =>
        $"static={value} instance={value} generic={value},{value},{value} inlined={value} virtual={value}";
}
