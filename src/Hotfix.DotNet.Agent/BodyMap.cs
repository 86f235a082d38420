namespace Hotfixing.DotNet.Agent;

/// <summary>The methods that do not have the body they were built with, each with the body it has instead.</summary>
internal sealed class BodyMap : Dictionary<MethodKey, byte[]>
{
    public BodyMap()
    {
    }

    public BodyMap(BodyMap other) : base(other)
    {
    }

    /// <summary>The methods that have another body in the other map than in this one, or none there.</summary>
    public List<MethodKey> DifferencesTo(BodyMap other)
    {
        var different = new List<MethodKey>();
        foreach (var (method, body) in other)
        {
            if (!TryGetValue(method, out var current) || !current.AsSpan().SequenceEqual(body))
            {
                different.Add(method);
            }
        }

        foreach (var method in Keys)
        {
            if (!other.ContainsKey(method))
            {
                different.Add(method);
            }
        }

        return different;
    }

    /// <summary>Forgets the methods of every copy of the module.</summary>
    public void RemoveModule(LoadedModule module)
    {
        foreach (var method in Keys)
        {
            if (module.Ids.Contains(method.Module))
            {
                Remove(method);
            }
        }
    }
}
