using System.Reflection;

using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Agent;

/// <summary>Moves the target from one state of its methods to another: all of it, or back.</summary>
internal sealed class BodySwitch(ShimLibrary shim, Profiler profiler)
{
    private readonly Dictionary<nint, LoadedModule> modules = [];

    // Every method a request was made for since the last time nothing was patched.
    private readonly HashSet<MethodKey> requested = [];
    private readonly HashSet<MethodKey> inliners = [];

    public void Know(LoadedModule module)
    {
        foreach (var id in module.Ids)
        {
            modules[id] = module;
        }
    }

    /// <summary>Whether the runtime has taken the body the method is to have; true for the one it was built with.</summary>
    public bool IsCompiled(MethodKey method, BodyMap state) => !state.ContainsKey(method) || shim.IsDelivered(method);

    /// <summary>Makes the target's methods have the bodies of <paramref name="after"/>.</summary>
    /// <returns>The methods whose body changed.</returns>
    /// <exception cref="SwitchFailedException">It did not take; the target is back in <paramref name="before"/>, if it says so.</exception>
    public List<MethodKey> Move(BodyMap before, BodyMap after)
    {
        var changed = before.DifferencesTo(after);
        try
        {
            Request(changed, after);
            Verify(changed, after);
        }
        catch (Exception e)
        {
            try
            {
                Request(changed, before);
                shim.TakeErrors();
            }
            catch (Exception inner)
            {
                throw new SwitchFailedException(
                    ResponseStatus.FailedUnknown, $"{e.Message}; taking it back failed too: {inner.Message}", inner);
            }

            throw new SwitchFailedException(ResponseStatus.FailedRestored, e.Message, e);
        }

        return changed;
    }

    private void Request(List<MethodKey> changed, BodyMap state)
    {
        if (changed.Count == 0)
        {
            return;
        }

        foreach (var method in changed)
        {
            shim.Stage(method, state.GetValueOrDefault(method));
            requested.Add(method);
        }

        if (state.Count == 0)
        {
            RevertAll();
        }
        else
        {
            // Methods without a staged body are compiled anew from the body they were built with. RequestRevert would bring back
            // their old native code, into which other patched methods may be inlined as they were.
            profiler.RequestBodies(changed);
        }
    }

    /// <summary>Brings back the native code of every method, and of every method that had inlined one and lost that.</summary>
    private void RevertAll()
    {
        foreach (var report in shim.TakeInliners())
        {
            inliners.Add(report.Key);
        }

        var methods = new List<MethodKey>(requested);
        var outcomes = profiler.RequestOriginals(methods);
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] < 0)
            {
                throw new InvalidOperationException($"RequestRevert of method 0x{methods[i].Token:x8} failed with 0x{outcomes[i]:x8}");
            }
        }

        // A module that was unloaded since must not be named to the runtime. What an inliner answers does not matter: it only runs
        // slower until it is compiled again.
        var loaded = new HashSet<nint>(profiler.Modules());
        inliners.ExceptWith(requested);
        inliners.RemoveWhere(m => !loaded.Contains(m.Module));
        if (inliners.Count > 0)
        {
            profiler.RequestOriginals([.. inliners]);
        }

        requested.Clear();
        inliners.Clear();
    }

    /// <summary>Has the new bodies compiled now, rather than by the target's threads, and looks whether the runtime took them.</summary>
    private void Verify(List<MethodKey> changed, BodyMap state)
    {
        var prepared = new List<MethodKey>(changed.Count);
        if (state.Count > 0)
        {
            foreach (var method in changed)
            {
                if (Prepare(method))
                {
                    prepared.Add(method);
                }
            }
        }

        foreach (var error in shim.TakeErrors())
        {
            throw new InvalidOperationException(
                $"the runtime did not accept the new body of method 0x{error.Method:x8} (0x{error.Outcome:x8})");
        }

        foreach (var method in prepared)
        {
            if (!IsCompiled(method, state))
            {
                throw new InvalidOperationException($"the runtime did not take the new body of method 0x{method.Token:x8}");
            }
        }
    }

    private bool Prepare(MethodKey method)
    {
        var isPrepared = true;
        foreach (Assembly copy in modules[method.Module].Copies)
        {
            isPrepared &= MethodPreparation.TryPrepare(copy.ManifestModule, method.Token);
        }

        return isPrepared;
    }
}
