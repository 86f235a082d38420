using Hotfixing.Linux;

namespace Hotfixing.Tests.Linux;

public class ReadingProc
{
    [Fact]
    public void A_status_line_yields_id_name_state_and_start_time()
    {
        var status = ProcessStatus.TryParse("4800 (dotnet) S 4799 4696 2141 0 -1 4194304 1552 0 0 0 1 1 0 0 20 0 8 0 190663 53749116928 7142");
        Assert.Equal(new ProcessStatus(4800, "dotnet", 190663, 'S'), status);
        Assert.False(status!.IsZombie);
    }

    [Theory]
    [InlineData("S", 0x400000, false)]
    [InlineData("R", 0x400004, true)]
    [InlineData("Z", 0x400004, true)]
    public void A_process_on_its_way_out_counts_as_ended(string state, int flags, bool expected) =>
        Assert.Equal(expected, ProcessStatus.TryParse($"7 (x) {state} 1 1 1 0 -1 {flags} 0 0 0 0 0 0 0 0 20 0 8 0 42 0 0")?.IsZombie);

    [Theory]
    [InlineData(ulong.MaxValue - 7)]
    [InlineData(long.MaxValue - 7UL)]
    public void Memory_at_addresses_that_no_program_has_is_not_read(ulong start) =>
        Assert.Null(TargetMemory.TryRead(ProcessStatus.TryRead(Environment.ProcessId)!.Target, start, 16));

    [Theory]
    [InlineData("a b")]
    [InlineData(") S 1 (")]
    [InlineData("((()")]
    [InlineData("")]
    public void A_program_may_have_any_name(string name) =>
        Assert.Equal(name, ProcessStatus.TryParse($"7 ({name}) Z 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 8 0 42 0 0")?.Name);

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("7 (dotnet")]
    [InlineData("7 (dotnet) S 1 2")]
    [InlineData("x (dotnet) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 8 0 42 0")]
    public void What_is_no_status_line_yields_nothing(string text) => Assert.Null(ProcessStatus.TryParse(text));

    [Fact]
    public void A_mapping_yields_its_place_permissions_and_file()
    {
        var mapping = MemoryMapping.TryParse("7f00-8f00 r--s 00001000 fe:01 350922                    /opt/my app/Shop.dll");
        Assert.Equal(new MemoryMapping(0x7f00, 0x8f00, "r--s", 0x1000, new FileIdentity(0xfe, 1, 350922), "/opt/my app/Shop.dll", false), mapping);
        Assert.True(mapping!.IsFile);
        Assert.True(mapping.IsShared);
        Assert.Equal(0x1000UL, mapping.Length);
    }

    [Fact]
    public void A_deleted_file_is_known_by_the_name_it_had()
    {
        var mapping = MemoryMapping.TryParse("7f00-8f00 r-xp 00000000 fe:00 12 /app/Shop.dll (deleted)");
        Assert.Equal(("/app/Shop.dll", true), (mapping!.Path, mapping.IsDeleted));
    }

    [Fact]
    public void A_line_feed_in_a_name_is_read_back() =>
        Assert.Equal("/a\nb.dll", MemoryMapping.TryParse(@"7f00-8f00 r-xp 00000000 fe:00 12 /a\012b.dll")?.Path);

    [Theory]
    [InlineData("7f00-8f00 rw-p 00000000 00:00 0 ")]
    [InlineData("7f00-8f00 rw-p 00000000 00:00 0 [heap]")]
    [InlineData("7f00-8f00 rw-p 00000000 00:00 0")]
    public void A_mapping_without_a_file_is_no_file(string line) => Assert.False(MemoryMapping.TryParse(line)!.IsFile);

    [Theory]
    [InlineData("")]
    [InlineData("7f00 r-xp 00000000 fe:00 12 /a")]
    [InlineData("7f00-zz r-xp 00000000 fe:00 12 /a")]
    [InlineData("7f00-8f00 r-xp 00000000 fe 12 /a")]
    [InlineData("7f00-8f00 r-xp 00000000 fe:00 x /a")]
    public void What_is_no_mapping_yields_nothing(string line) => Assert.Null(MemoryMapping.TryParse(line));

    [Fact]
    public void An_environment_keeps_the_first_of_two_and_what_follows_the_first_equals_sign()
    {
        var variables = ProcessEnvironment.Parse("A=1\0B=x=y\0A=2\0=odd\0none\0EMPTY=\0");
        Assert.Equal([("A", "1"), ("B", "x=y"), ("EMPTY", "")], variables.Select(v => (v.Key, v.Value)).Order());
    }

    [Fact]
    public void An_identity_has_the_effective_user_all_groups_and_the_innermost_id()
    {
        var identity = ProcessIdentity.Parse("Name:\tx\nUid:\t1000\t33\t1000\t1000\nGid:\t1000\t34\t0\t0\nGroups:\t4 24 \nNSpid:\t4800\t17\t1\n", 4800);
        Assert.Equal(33U, identity.User);
        Assert.Equal([34U, 4U, 24U], identity.Groups);
        Assert.Equal(1, identity.InnerProcessId);
    }

    [Fact]
    public void This_process_is_found_and_runs()
    {
        var target = ProcessStatus.TryFind(Environment.ProcessId)!.Value;
        Assert.True(ProcessStatus.IsRunning(target));
        Assert.Contains(ProcessTable.Read(), s => s.Target == target);
        Assert.Contains(MemoryMaps.Files(target), f => f.EndsWith("/System.Private.CoreLib.dll", StringComparison.Ordinal));
        Assert.InRange(ProcessClock.StartOf(target), DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public void Another_process_that_has_the_id_now_is_not_the_one_meant()
    {
        var target = ProcessStatus.TryFind(Environment.ProcessId)!.Value with { StartTime = 1 };
        Assert.False(ProcessStatus.IsRunning(target));
        Assert.Throws<TargetExitedException>(() => MemoryMaps.Read(target));
    }

    [Fact]
    public void No_process_has_a_number_beyond_the_largest() => Assert.Null(ProcessStatus.TryFind(int.MaxValue));
}
