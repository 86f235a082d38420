using Hotfixing.DotNet.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.Tests.DotNet;

/// <summary>Which assemblies a process has loaded, by its mappings alone.</summary>
public sealed class FindingLoadedModules : IDisposable
{
    private const string Program = "/srv/shop";
    private static readonly Target s_target = new(1, 1);
    private readonly string _path = Path.GetTempFileName();

    [Fact]
    public void A_mapped_assembly_of_a_single_file_is_loaded_and_its_neighbours_are_not() =>
        Assert.Equal(["Second.dll"], Loaded(Mapping("r--s", 0x2000, 0x1000)));

    [Fact]
    public void A_mapping_of_the_program_itself_loads_nothing() =>
        Assert.Empty(Loaded(Mapping("r--p", 0x2000, 0x1000), Mapping("r-xp", 0, 0x8000)));

    [Fact]
    public void A_small_assembly_in_the_pages_of_a_loaded_one_is_not_loaded_by_that() =>
        Assert.Equal(["Third.dll"], Loaded(Mapping("r--s", 0x3000, 0x2000)));

    [Fact]
    public void Two_mappings_the_kernel_has_made_one_load_all_that_is_in_them() =>
        Assert.Equal(["Second.dll", "Small.dll", "Third.dll"], Loaded(Mapping("r--s", 0x2000, 0x3000)));

    [Fact]
    public void A_mapping_of_another_file_loads_nothing() =>
        Assert.Empty(Loaded(Mapping("r--s", 0x2000, 0x1000) with { Path = "/srv/other" }));

    [Fact]
    public void An_assembly_is_named_after_the_file_it_lies_in()
    {
        var module = Assert.Single(Find([Mapping("r--s", 0x1000, 0x1000)], isMemoryReadable: true).FromBundle());
        Assert.Equal(("/srv/shop/First.dll", "First.dll"), (module.Path, module.FileName));
    }

    [Fact]
    public void Where_memory_cannot_be_read_a_compressed_assembly_is_taken_for_loaded_by_its_size_and_HF1023_says_so()
    {
        var none = Find([], isMemoryReadable: false);
        Assert.False(none.AreHidden);
        Assert.Empty(none.FromMemory());

        var some = Find([Copy(0x5000)], isMemoryReadable: false);
        Assert.True(some.AreHidden);
        Assert.Equal("Compressed.dll", Assert.Single(some.FromMemory()).FileName);
        Assert.Empty(Find([Copy(0x4000)], isMemoryReadable: false).FromMemory());
        Assert.Equal(("HF1023", Severity.Note), (InspectDiagnostics.ModulesHidden(s_target).Id, InspectDiagnostics.ModulesHidden(s_target).Severity));
    }

    [Fact]
    public void Where_memory_can_be_read_nothing_is_hidden() => Assert.False(Find([Copy(0x5000)], isMemoryReadable: true).AreHidden);

    public void Dispose() => File.Delete(_path);

    private static MemoryMapping Mapping(string permissions, ulong offset, ulong length) =>
        new(0x10000, 0x10000 + length, permissions, offset, new FileIdentity(1, 1, 1), Program, IsDeleted: false);

    private static MemoryMapping Copy(ulong length) => new(0x10000, 0x10000 + length, "rw-s", 0, new FileIdentity(0, 1, 9), "/dev/zero", IsDeleted: true);

    private IEnumerable<string> Loaded(params MemoryMapping[] mappings) =>
        Find(mappings, isMemoryReadable: true).FromBundle().Select(m => m.FileName).Order(StringComparer.Ordinal);

    private LoadedModules Find(MemoryMapping[] mappings, bool isMemoryReadable)
    {
        var file = new BundleFile();
        file.Add("First.dll", new byte[0x1000], alignment: 0x1000);
        file.Add("Second.dll", new byte[0x800], alignment: 0x1000);
        file.Add("Third.dll", new byte[0x1800], alignment: 0x1000);
        file.Add("Small.dll", new byte[0x100]);
        file.Add("Compressed.dll", new byte[0x4321], isCompressed: true);
        File.WriteAllBytes(_path, file.ToArray());
        var bundle = SingleFileBundle.Read(_path, ElfProgram.TryRead(_path)!);
        return new LoadedModules(s_target, mappings, bundle, Program, isMemoryReadable);
    }
}
