using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>One patch in effect.</summary>
internal sealed class AppliedEntry
{
    private Dictionary<MethodKey, AppliedFunction>? byMethod;

    public required int Id { get; init; }

    public required string Source { get; init; }

    public required string AppliedBy { get; init; }

    public required byte[] Registry { get; init; }

    public required DateTimeOffset AppliedAt { get; init; }

    public required List<AppliedFunction> Functions { get; init; }

    /// <summary>The state this patch brought about: everything that is patched, not only by it.</summary>
    public required BodyMap State { get; init; }

    /// <summary>In microseconds.</summary>
    public required long Duration { get; init; }

    /// <summary>In microseconds.</summary>
    public required long Suspended { get; init; }

    /// <summary>The function of this patch that the method is part of; null when the patch does not change it.</summary>
    public AppliedFunction? Find(MethodKey method)
    {
        if (byMethod is null)
        {
            byMethod = [];
            foreach (var function in Functions)
            {
                foreach (var part in function.Methods)
                {
                    byMethod[part] = function;
                }
            }
        }

        return byMethod.GetValueOrDefault(method);
    }

    public PatchRecord ToRecord(Func<AppliedFunction, FunctionEffect> effect) => new()
    {
        Id = Id,
        Source = Source,
        AppliedBy = AppliedBy,
        AppliedAt = AppliedAt.ToUnixTimeMilliseconds(),
        Duration = Duration,
        Suspended = Suspended,
        Functions = Functions.ConvertAll(f => new FunctionRecord { Function = f.Function, Module = f.Module, Effect = effect(f) }).ToArray(),
        Registry = Registry,
    };
}
