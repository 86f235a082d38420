using Hotfixing.Go.Inspect;
using Hotfixing.Linux;

namespace Hotfixing.Go.Stage;

/// <summary>
/// Makes a patch's module known to the runtime. Each step is one word, and after each of them the runtime can go on: it may find
/// the module by some of its ways and not yet by others, and nothing leads into it so far.
/// </summary>
internal sealed class ModuleLink
{
    private readonly GoRuntime runtime;
    private readonly PreparedPatch patch;
    private readonly ItabInsertion itabs;
    private readonly TargetAddress typesEnd;
    private readonly TargetAddress next;
    private readonly TargetAddress lastModule;
    private readonly TargetAddress moduleList;

    public ModuleLink(GoRuntime runtime, PreparedPatch patch)
    {
        (this.runtime, this.patch) = (runtime, patch);
        itabs = new ItabInsertion(runtime, patch.Image.Itabs);
        typesEnd = runtime.FirstModule + runtime.Layout.TypesEnd;
        next = patch.LastModule + runtime.Layout.NextModule;
        lastModule = runtime.Symbols["runtime.lastmoduledatap"];
        moduleList = runtime.Symbols["runtime.modulesSlice"];
    }

    /// <summary>Links it. All threads must be held. False when the runtime is just changing what would be changed.</summary>
    public bool TryLink()
    {
        var memory = runtime.Memory;
        if (memory.ReadWord(next) != 0)
        {
            throw new RefusedException([StageDiagnostics.OutOfDate("it has loaded another module")]);
        }

        if (!itabs.CanInsert())
        {
            return false;
        }

        if (patch.Image.TypesEnd is { } end && memory.ReadPointer(typesEnd) < end)
        {
            memory.WriteWord(typesEnd, end.Value);
        }

        memory.WriteWord(next, patch.Image.Module.Value);
        memory.WriteWord(lastModule, patch.Image.Module.Value);
        memory.WriteWord(moduleList, patch.ModuleList.Value);
        itabs.Insert();
        memory.WriteHalf(patch.Header + PatchHeader.StateField, (uint)PatchState.Linked);
        return true;
    }
}
