using Hotfixing.Go.Compare;
using Hotfixing.Linux;

namespace Hotfixing.Go.Link;

/// <summary>
/// Which functions lead where: the program's to their new versions or back, and every version that earlier patches brought to the
/// newest, since closures, interfaces and running code may hold it.
/// </summary>
internal sealed class DetourPlan(LinkRequest request, ImageSymbols theObject, ImageSymbols program)
{
    private const int CodeLength = 16;

    /// <summary>The functions that earlier patches brought and the object has, too: their newest versions must be in the patch.</summary>
    public IEnumerable<ImageSymbol> Earlier => request.Live.Patches
        .SelectMany(p => p.Contents.Functions.Keys)
        .Distinct()
        .Where(n => !IsProgram(n) && !IsKept(n) && IsLed(n))
        .Select(theObject.Find)
        .OfType<ImageSymbol>();

    /// <summary>What goes on running the version of an earlier patch.</summary>
    public IEnumerable<Diagnostic> Diagnostics
    {
        get
        {
            foreach (var patch in request.Live.Patches)
            {
                var own = patch.Contents.Functions.Keys.Where(n => !IsKept(n)).Order(StringComparer.Ordinal).ToList();
                if (own.Where(FunctionLiterals.IsKept).ToList() is { Count: > 0 } closures)
                {
                    yield return LinkDiagnostics.ClosuresOfPatch(patch.Id, closures);
                }

                if (own.Where(n => IsLed(n) && theObject.Find(n) is not null && IsHandedAnother(n, patch.Contents.Functions[n])).ToList() is { Count: > 0 } handed)
                {
                    yield return LinkDiagnostics.DictionariesOfPatch(patch.Id, handed);
                }

                if (own.Where(n => IsLed(n) && theObject.Find(n) is null).ToList() is { Count: > 0 } gone)
                {
                    yield return LinkDiagnostics.GoneOfPatch(patch.Id, gone);
                }
            }
        }
    }

    /// <summary>All detours, once it is known what the patch brings.</summary>
    public IReadOnlyList<Detour> Find(Reach reach)
    {
        var detours = new List<Detour>();
        foreach (var name in request.Redirected)
        {
            detours.Add(Detour(name, Known(name), theObject.Find(name) is { } own ? request.Live.Bias.Loaded(own.Start) : null));
        }

        foreach (var name in request.Restored)
        {
            detours.Add(Detour(name, Known(name), null));
        }

        foreach (var patch in request.Live.Patches)
        {
            foreach (var (name, old) in patch.Contents.Functions.Where(f => IsLed(f.Key)))
            {
                if (Newest(name, reach) is { } newest && !IsHandedAnother(name, old))
                {
                    detours.Add(Detour(name, new Place(old.Address, old.Size), newest, patch, old));
                }
            }
        }

        return detours;
    }

    // Who still runs and calls it hands over the dictionary of its own patch.
    private bool IsHandedAnother(string name, AddedFunction old) => request.Signature(name) is { } now
        && !TypeShapes.AreGivenAlike(old.Signature, now);

    private Detour Detour(string name, Place place, TargetAddress newest, LivePatch patch, AddedFunction old) =>
        old.Signature.Length > 0 && request.Signature(name) is { } now && TypeShapes.AreCalledAlike(old.Signature, now)
            ? Detour(name, place, newest)
            : throw new CannotLinkException(LinkDiagnostics.SignatureOfPatched(name, patch.Id));

    private Detour Detour(string name, Place place, TargetAddress? replacement)
    {
        var entry = request.Live.Bias.Linked(place.Address);
        var code = request.Live.Memory.Read(entry, (int)Math.Min(place.Size, CodeLength)).ToArray();
        return new Detour(name, place.Address, code, replacement);
    }

    // What the patch brings, or else the program's own; null for what neither has, which stays as it is.
    private TargetAddress? Newest(string name, Reach reach) => theObject.Find(name) switch
    {
        null => null,
        { } own when reach.Has(own) => request.Live.Bias.Loaded(own.Start),
        _ when IsProgram(name) => Known(name).Address,
        _ => null,
    };

    // What a literal captures cannot be shown to be the same: the closures a patch has made keep its code. What is made for a type is the
    // same as long as the type is. Initialisers have run; where one runs again, it must not write what it has written before.
    private static bool IsLed(string name) =>
        !FunctionLiterals.IsLiteral(name) && !SymbolNames.IsMadeForType(name) && !SymbolName.IsInitialiser(name);

    private bool IsProgram(string name) => !request.Changed.Contains(name) && program.Find(name) is not null;

    private bool IsKept(string name) => !name.Contains('[', StringComparison.Ordinal) && request.IsStandardPackage(SymbolNames.Package(name));

    private Place Known(string name) => program.Find(name) is { } known
        ? new Place(request.Live.Bias.Loaded(known.Start), known.Size)
        : throw new CannotLinkException(LinkDiagnostics.Missing(name, "the patch"));

    private readonly record struct Place(TargetAddress Address, ulong Size);
}
