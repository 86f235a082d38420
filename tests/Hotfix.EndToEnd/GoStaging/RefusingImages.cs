using Hotfixing.Go;
using Hotfixing.Go.Inspect;
using Hotfixing.Go.Link;
using Hotfixing.Go.Stage;
using Hotfixing.Linux;

namespace Hotfixing.EndToEnd.GoStaging;

public class RefusingImages
{
    [Fact]
    public void A_function_that_another_tool_has_changed_is_left_alone()
    {
        using var program = new StagingProgram("1.24");
        var planner = HandMadeImage.Planner(["main.Add", "main.Mul"], (runtime, image) =>
        {
            // Nobody calls it here, so that what a debugger would write ends nobody.
            runtime.Memory.Write(HandMadeImage.Address(runtime, "main.initForever"), [0xcc]);
            return image with { Detours = [.. image.Detours, image.Detours[0] with { Function = "main.initForever", Entry = HandMadeImage.Address(runtime, "main.initForever"), Code = default }] };
        });
        Assert.Equal("HF4223", Assert.Throws<RefusedException>(() => program.Apply(planner)).Diagnostics[0].Id);
        Assert.Equal(StagingProgram.Original, program.Values);
    }

    [Fact]
    public void A_function_whose_code_comes_back_to_its_first_bytes_is_refused()
    {
        using var program = new StagingProgram("1.24");
        var refusal = Assert.Throws<RefusedException>(() => program.Apply(HandMadeImage.Planner(["main.Add"], (runtime, image) => image with
        {
            Detours = [image.Detours[0] with { Function = "main.Halve", Entry = HandMadeImage.Address(runtime, "main.Halve"), Code = default }],
        })));
        Assert.Equal("HF4222", refusal.Diagnostics[0].Id);
    }

    [Fact]
    public void A_plan_on_top_of_patches_that_are_not_in_effect_any_more_is_out_of_date()
    {
        using var program = new StagingProgram("1.24");
        program.Apply(HandMadeImage.Planner(["main.Add"]));
        using var session = program.Attach(HandMadeImage.Planner(["main.Mul"]));
        var plan = session.Plan(new Patch("/made/by/hand", []));
        program.Revert();
        Assert.Equal("HF4221", Assert.Throws<RefusedException>(() => session.Apply(plan, null, CancellationToken.None)).Diagnostics[0].Id);
        Assert.Equal(StagingProgram.Original, program.Values);
    }

    [Fact]
    public void Two_tools_do_not_change_a_program_at_the_same_time()
    {
        using var program = new StagingProgram("1.24");
        using (TargetLock.Take(program.Target))
        {
            Assert.Equal("HF4227", Assert.Throws<RefusedException>(() => program.Apply(HandMadeImage.Planner(["main.Add"]))).Diagnostics[0].Id);
        }

        program.Apply(HandMadeImage.Planner(["main.Add"]));
        Assert.Equal("105 6 5 7 6 true", program.Values);
    }

    [Fact]
    public void A_record_that_is_damaged_is_not_believed()
    {
        using var program = new StagingProgram("1.24");
        program.Apply(HandMadeImage.Planner(["main.Add"], (_, image) => image));
        using (var memory = ProcessMemory.Open(program.Target))
        {
            // The word "source" in the record, which follows the patch's own header.
            var area = MemoryMaps.Read(program.Target).Last(m => m is { IsFile: false, Permissions: "rw-p" } && Text(memory, m).Contains("HOTFIXR1", StringComparison.Ordinal));
            memory.Write(new TargetAddress(area.Start + (ulong)Text(memory, area).IndexOf("\"source\"", StringComparison.Ordinal) + 1), "S"u8);
        }

        Assert.Equal("HF4229", Assert.Throws<RefusedException>(program.List).Diagnostics[0].Id);
        Assert.Equal("HF4229", Assert.Throws<RefusedException>(() => program.Revert()).Diagnostics[0].Id);
        Assert.Equal("HF4229", Assert.Throws<RefusedException>(() => program.Apply(HandMadeImage.Planner(["main.Mul"]))).Diagnostics[0].Id);

        static string Text(ProcessMemory memory, MemoryMapping mapping) =>
            mapping.Length > 1024 * 1024 ? "" : System.Text.Encoding.Latin1.GetString(memory.Read(new TargetAddress(mapping.Start), (int)mapping.Length));
    }

    [Fact]
    public void A_function_whose_beginning_cannot_run_elsewhere_is_switched_alone_or_not_at_all()
    {
        using var program = new StagingProgram("1.24");
        PatchImage WithOdd(GoRuntime runtime, PatchImage image) => image with
        {
            Detours = [.. image.Detours.Skip(1), image.Detours[0] with { Function = "main.odd", Entry = HandMadeImage.Address(runtime, "main.odd.abi0"), Code = default }],
        };
        Assert.Equal("HF4230", Refusal(program, HandMadeImage.Planner(["main.Add", "main.Mul"], WithOdd)));
        program.Apply(HandMadeImage.Planner(["main.Add"], WithOdd));
        Assert.Equal("in effect", program.List()[0].Replacements[0].Effect);
        program.Revert();
        Assert.Equal(StagingProgram.Original, program.Values);
    }

    [Fact]
    public void Memory_out_of_reach_is_not_used()
    {
        using var program = new StagingProgram("1.24");
        Assert.Equal("HF4224", Refusal(program, HandMadeImage.Planner(["main.Add"], (runtime, image) => image with
        {
            Areas = [.. image.Areas, new MappedArea(new TargetAddress(runtime.Text.Start.Value + 0x7fef_e000), 4096, AreaProtection.Read)],
        })));
    }

    [Fact]
    public void More_itabs_than_the_table_has_room_for_are_refused_before_anything_changes()
    {
        using var program = new StagingProgram("1.24");
        Assert.Equal("HF4226", Refusal(program, HandMadeImage.Planner(["main.Add"], (runtime, image) => image with
        {
            Itabs = [.. Enumerable.Repeat(image.Module, 100_000)],
        })));
        Assert.Equal(StagingProgram.Original, program.Values);
        Assert.Empty(program.List());
        program.AssertIsWell();
    }

    [Fact]
    public void A_program_that_is_suspended_is_left_alone()
    {
        using var program = new StagingProgram("1.24");
        using (System.Diagnostics.Process.Start("kill", ["-STOP", $"{program.Target.ProcessId}"]))
        {
            Assert.True(SpinWait.SpinUntil(() => ProcessStatus.TryRead(program.Target.ProcessId)!.State == 'T', TimeSpan.FromSeconds(20)));
        }

        Assert.Equal("HF4206", Refusal(program, HandMadeImage.Planner(["main.Add"])));
        using (System.Diagnostics.Process.Start("kill", ["-CONT", $"{program.Target.ProcessId}"]))
        {
            program.AssertIsWell();
        }
    }

    [Fact]
    public void A_program_whose_code_is_not_that_of_its_file_is_not_understood()
    {
        using var program = new StagingProgram("1.24");
        var process = GoProcess.Read(program.Target);
        var text = process.Image.File.Section(".text")!;
        using (var memory = ProcessMemory.Open(program.Target))
        {
            // Between functions, where nobody runs it.
            var start = process.Bias.Loaded(text.Address);
            var padding = memory.Read(start, 4096).AsSpan().IndexOf((ReadOnlySpan<byte>)[0xcc, 0xcc, 0xcc, 0xcc]);
            memory.Write(start + (ulong)padding + 1, [0x90]);
        }

        var refusal = Assert.Single(Assert.Throws<RefusedException>(() => GoProcess.Read(program.Target)).Diagnostics);
        Assert.Equal("HF4207", refusal.Id);
        Assert.Contains("the code in its memory is not that of its file", refusal.What);
        program.AssertIsWell();
    }

    [Fact]
    public void A_program_whose_threads_are_all_out_of_Gos_code_is_left_alone()
    {
        using var program = new StagingProgram("1.24");
        using var memory = ProcessMemory.Open(program.Target);
        var process = GoProcess.Read(program.Target);
        var runtime = new GoRuntime(process, memory);
        var end = runtime.FirstModule + runtime.Layout.TextEnd;
        var whole = memory.ReadWord(end);

        // So little code that no thread is in it: to hotfix they are in C code then.
        memory.WriteWord(end, runtime.Text.Start.Value + 1);
        Assert.Equal("HF4225", Refusal(program, HandMadeImage.Planner(["main.Add"])));
        memory.WriteWord(end, whole);
        Assert.Equal(StagingProgram.Original, program.Values);
        Assert.Empty(program.List());
        program.AssertIsWell();
    }

    private static string Refusal(StagingProgram program, GoPlanner planner) =>
        Assert.Throws<RefusedException>(() => program.Apply(planner)).Diagnostics[0].Id;
}
