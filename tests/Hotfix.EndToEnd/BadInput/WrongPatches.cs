using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Hotfixing.EndToEnd.BadInput;

/// <summary>What is given as a patch is none, or not one for this program.</summary>
public sealed class WrongPatches(Bakery bakery) : IClassFixture<Bakery>, IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hotfix-test-");

    public void Dispose()
    {
        bakery.IsUnpatched();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public void A_path_that_does_not_exist(string command) =>
        Run(command, Path.Combine(folder.FullName, "missing.dll")).Fails("missing.dll: no such file or folder");

    [Fact]
    public void A_text_file() => Run("apply", Write("Bakery.dll", "not an assembly"u8.ToArray())).Fails("Bakery.dll: ");

    [Fact]
    public void An_empty_file() => Run("apply", Write("Bakery.dll", [])).Fails("Bakery.dll: ");

    [Fact]
    public void A_native_library() =>
        Run("apply", NativeProgram.Compile("int f(void) { return 1; }", Path.Combine(folder.FullName, "Bakery.so"), "-shared")).Fails("Bakery.so: ");

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(300)]
    [InlineData(-2000)]
    [InlineData(-1000)]
    public void A_truncated_assembly(int length)
    {
        var whole = File.ReadAllBytes(Bakery.Rebuilt);
        Run("apply", Write("Bakery.dll", whole[..(length < 0 ? whole.Length + length : length)])).Fails("Bakery.dll: ");
    }

    [Fact]
    public void A_truncated_assembly_in_a_folder()
    {
        Write("Bakery.dll", File.ReadAllBytes(Bakery.Rebuilt)[..2000]);
        Run("apply", folder.FullName).Fails("Bakery.dll: ");
    }

    [Fact]
    public void An_assembly_of_another_program() =>
        Run("apply", SubjectProgram.Build("Waiting.cs.txt", "Waiting", "first", "VALUE=1")).HasRefusedPlan("HF3015");

    [Fact]
    public void An_assembly_for_a_newer_runtime() => Run("apply", Write("Bakery.dll", ForRuntime(99))).HasRefusedPlan("HF3014");

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public void The_build_that_runs(string command)
    {
        Run(command, Bakery.Original).HasNothingToDo();
        Run(command, Path.GetDirectoryName(Bakery.Original)!).HasNothingToDo();
    }

    [Fact]
    public void An_empty_folder() => Run("apply", folder.FullName).HasRefusedPlan("HF3016");

    [Fact]
    public void A_folder_of_texts()
    {
        Write("readme.txt", "hello"u8.ToArray());
        Write("readme.dll", "hello"u8.ToArray());
        Run("apply", folder.FullName).HasRefusedPlan("HF3016");
    }

    [Fact]
    public void Beside_the_build_that_runs_one_that_is_not_loaded()
    {
        Write("Bakery.dll", File.ReadAllBytes(Bakery.Original));
        Write("Waiting.dll", File.ReadAllBytes(SubjectProgram.Build("Waiting.cs.txt", "Waiting", "first", "VALUE=1")));
        var result = Run("apply", folder.FullName);
        result.HasNothingToDo();
        Assert.Contains("HF2005", result.Out);
    }

    [Fact]
    public void A_change_that_only_a_start_would_bring() => Run("apply", Bakery.StartedOtherwise).HasRefusedPlan("HF3019");

    [Fact]
    public void An_unknown_function() => Run("apply", Bakery.Rebuilt, "--function", "Cost").HasRefusedPlan("HF3017");

    [Fact]
    public void An_unknown_function_beside_a_known_one() =>
        Run("apply", Bakery.Rebuilt, "--function", "Bakery.IsOpen", "--function", "Cost").HasRefusedPlan("HF3017");

    [Fact]
    public void An_ambiguous_function() => Run("apply", Bakery.Rebuilt, "--function", "Price").HasRefusedPlan("HF3018");

    [Fact]
    public void Refusals_are_in_the_document()
    {
        var result = Run("apply", Bakery.Rebuilt, "--function", "Price", "--json");
        Assert.Equal(2, result.ExitCode);
        var plan = result.Document().GetProperty("plan");
        Assert.True(plan.GetProperty("isRefused").GetBoolean());
        Assert.Contains("HF3018", plan.GetProperty("diagnostics").EnumerateArray().Select(d => d.GetProperty("id").GetString()));
    }

    [Fact]
    public void Failures_are_in_the_document()
    {
        var result = Run("apply", Write("Bakery.dll", [1, 2, 3]), "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("invalidBinary", result.Document().GetProperty("error").GetProperty("kind").GetString());
    }

    private CommandResult Run(string command, string patch, params string[] options) =>
        HotfixCommand.Run([command, bakery.ProcessId, patch, .. options]);

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>The rebuilt assembly, as if compiled for that version (ECMA-335 II.22.5: a reference's row begins with it).</summary>
    private static byte[] ForRuntime(byte version)
    {
        var bytes = File.ReadAllBytes(Bakery.Rebuilt);
        using var image = new PEReader(new MemoryStream(bytes));
        var metadata = image.GetMetadataReader();
        var reference = metadata.AssemblyReferences.First(r => metadata.GetString(metadata.GetAssemblyReference(r).Name) == "System.Runtime");
        var row = image.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef)
            + ((MetadataTokens.GetRowNumber(reference) - 1) * metadata.GetTableRowSize(TableIndex.AssemblyRef));
        bytes[row] = version;
        return bytes;
    }
}
