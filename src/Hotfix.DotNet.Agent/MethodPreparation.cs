using System.Reflection;
using System.Runtime.CompilerServices;

namespace Hotfixing.DotNet.Agent;

/// <summary>Has a method compiled without calling it.</summary>
internal static class MethodPreparation
{
    /// <summary>
    /// Compiles the method. Of a generic method, or a method of a generic type, it compiles one instantiation if one can be made up;
    /// the others are compiled when they are next called.
    /// </summary>
    /// <returns>Whether the runtime must have asked for the method's body by now.</returns>
    /// <exception cref="Exception">The method cannot be compiled.</exception>
    public static bool TryPrepare(Module module, int token)
    {
        if (Resolve(module, token) is not { } method)
        {
            return false;
        }

        var owner = method.DeclaringType;
        if (owner?.ContainsGenericParameters != true && !method.ContainsGenericParameters)
        {
            // Of a virtual method whose type was not used before, such as an iterator's that never ran, PrepareMethod by itself
            // compiles nothing on .NET 10, and says nothing of it. Once it was asked where the method is, it does.
            method.MethodHandle.GetFunctionPointer();
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
            return true;
        }

        var arguments = new List<RuntimeTypeHandle>();
        AddArguments(owner?.GetGenericArguments() ?? [], arguments);
        AddArguments(method.IsGenericMethod ? method.GetGenericArguments() : [], arguments);
        try
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. arguments]);
        }
        catch (Exception e) when (e is not InvalidProgramException)
        {
            // The made-up instantiation breaks a constraint: that says nothing about the body.
        }

        return false;
    }

    private static MethodBase? Resolve(Module module, int token)
    {
        try
        {
            return module.ResolveMethod(token);
        }
        catch (Exception)
        {
            // Its type cannot be loaded, so nobody can call it.
            return null;
        }
    }

    private static void AddArguments(Type[] parameters, List<RuntimeTypeHandle> into)
    {
        foreach (var parameter in parameters)
        {
            var needsValue = (parameter.GenericParameterAttributes & GenericParameterAttributes.NotNullableValueTypeConstraint) != 0;
            into.Add((needsValue ? typeof(int) : typeof(object)).TypeHandle);
        }
    }
}
