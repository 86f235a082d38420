using System.Text;

using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.Tests.Go.Stage;

public class RecordsInTargets
{
    private static readonly byte[] Original = [1, 2, 3, 4, 5];
    private static readonly byte[] Bridge = [0xe9, 1, 0, 0, 0];
    private static readonly byte[] First = [0xe9, 2, 0, 0, 0];
    private static readonly byte[] Second = [0xe9, 3, 0, 0, 0];
    private static readonly byte[] Brought = [6, 7, 8, 9, 10];
    private static readonly byte[] Return = [0xe9, 4, 0, 0, 0];
    private static readonly TargetAddress Entry = new(0x401000);
    private static readonly TargetAddress Own = new(0x10401000);

    [Fact]
    public void The_checksum_is_that_of_zlib() => Assert.Equal(0xcbf43926, Crc32.Of("123456789"u8));

    [Fact]
    public void A_header_is_read_back_as_it_was_written()
    {
        var header = new PatchHeader(new TargetAddress(0x5000), PatchState.Active, new TargetAddress(0x5100), 77, 0xdeadbeef, TimeSpan.FromTicks(12), TimeSpan.FromTicks(3));
        var bytes = new byte[PatchHeader.Size];
        header.Write(bytes);
        Assert.Equal(header, PatchHeader.TryParse(header.Place, bytes));
    }

    [Fact]
    public void What_is_no_header_or_claims_too_long_a_record_is_none()
    {
        var bytes = new byte[PatchHeader.Size];
        Assert.Null(PatchHeader.TryParse(default, bytes));
        new PatchHeader(default, PatchState.Active, default, int.MaxValue, 0, default, default).Write(bytes);
        Assert.Null(PatchHeader.TryParse(default, bytes));
        Encoding.ASCII.GetBytes("HOTFIXR2").CopyTo(bytes, 0);
        Assert.Null(PatchHeader.TryParse(default, bytes));
    }

    [Fact]
    public void An_entry_is_expected_to_hold_what_the_latest_patch_in_effect_has_put_there()
    {
        var history = new SiteHistory([Patch(1, PatchState.Active, Original, First), Patch(2, PatchState.Reverted, First, Second)]);
        Assert.Equal(First, history.Expected(Entry));
        Assert.Equal(Original, history.Original(Entry));
        Assert.Null(history.Expected(Entry + 16));
    }

    [Fact]
    public void Without_a_patch_in_effect_it_is_the_programs_own_code() =>
        Assert.Equal(Original, new SiteHistory([Patch(1, PatchState.Reverted, Original, First), Patch(2, PatchState.Switching, Original, Second)]).Expected(Entry));

    [Fact]
    public void Every_byte_hotfix_may_have_left_is_known_and_no_other()
    {
        var history = new SiteHistory([Patch(1, PatchState.Active, Original, First), Patch(2, PatchState.Active, First, Second)]);
        Assert.All(new[] { Original, Bridge, First, Second }, b => Assert.True(history.IsKnown(Entry, b)));
        Assert.False(history.IsKnown(Entry, [0xcc, 2, 3, 4, 5]));
    }

    [Theory]
    [InlineData(PatchState.Staged, false)]
    [InlineData(PatchState.Switching, false)]
    [InlineData(PatchState.Active, false)]
    [InlineData(PatchState.Reverted, true)]
    public void The_own_versions_of_a_patch_lead_back_once_it_is_reverted(object state, bool isReturn)
    {
        var history = new SiteHistory([Patch(1, (PatchState)state, Original, First)]);
        Assert.Equal(isReturn ? Return : Brought, history.Expected(Own));
        Assert.Equal(Brought, history.Original(Own));
        Assert.True(history.IsKnown(Own, Return));
    }

    private static StagedPatch Patch(int id, PatchState state, byte[] saved, byte[] detour) => new(
        new PatchId(id),
        new LoadedGoModule(default, $"hotfix/{id}", default),
        new PatchHeader(default, state, default, 0, 0, default, default),
        new PatchRecord
        {
            Id = id,
            Source = "",
            AppliedAt = default,
            AppliedBy = "",
            ProgramBuild = "",
            State = "",
            Areas = [],
            Sites = [new PatchSite("main.f", Entry, saved, Bridge, detour)],
            Returns = [new PatchSite("main.f", Own, Brought, null, Return)],
            Contents = PatchContents.None,
        });
}
