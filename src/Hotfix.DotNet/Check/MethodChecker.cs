using System.Reflection;
using System.Reflection.Metadata;
using Hotfixing.DotNet.Compare;

namespace Hotfixing.DotNet.Check;

/// <summary>Refuses what cannot be changed in methods that are loaded, and reports what comes and goes.</summary>
internal sealed class MethodChecker(AssemblyComparison comparison, List<Diagnostic> diagnostics)
{
    private const MethodAttributes Kind = MethodAttributes.Static | MethodAttributes.Virtual | MethodAttributes.Abstract
        | MethodAttributes.NewSlot | MethodAttributes.Final | MethodAttributes.PinvokeImpl;

    private readonly MetadataReader _old = comparison.Old.Metadata;
    private readonly MetadataReader _new = comparison.New.Metadata;
    private readonly FunctionNames _names = new(comparison.New.Metadata);
    private readonly FunctionNames _oldNames = new(comparison.Old.Metadata);
    private readonly StaticConstructorChecker _staticConstructors = new(comparison, diagnostics);
    private readonly AttributeChecker _attributes = new(comparison, diagnostics);

    /// <summary>Checks the methods of every type both builds have.</summary>
    public void Check()
    {
        foreach (var (oldMethod, newMethod) in comparison.Correspondence.Methods())
        {
            Check(oldMethod, newMethod);
        }

        foreach (var (oldType, newType) in comparison.Correspondence.Types())
        {
            CheckAdded(newType);
            CheckRemoved(oldType);
        }
    }

    private void Check(MethodDefinitionHandle oldHandle, MethodDefinitionHandle newHandle)
    {
        var (oldMethod, newMethod) = (_old.GetMethodDefinition(oldHandle), _new.GetMethodDefinition(newHandle));
        if ((oldMethod.Attributes & Kind) != (newMethod.Attributes & Kind) || oldMethod.ImplAttributes != newMethod.ImplAttributes
            || (oldMethod.RelativeVirtualAddress == 0) != (newMethod.RelativeVirtualAddress == 0)
            || !SameImport(oldMethod, newMethod))
        {
            diagnostics.Add(PatchDiagnostics.MethodKindChanged(_names.Method(newHandle)));
        }

        if (!GenericParameterChecker.Same(comparison, oldMethod.GetGenericParameters(), newMethod.GetGenericParameters()))
        {
            diagnostics.Add(PatchDiagnostics.GenericParametersChanged(_names.Method(newHandle)));
        }

        if (_attributes.FirstDifference(oldMethod.GetCustomAttributes(), newMethod.GetCustomAttributes()) is { } attribute)
        {
            diagnostics.Add(PatchDiagnostics.AttributesChanged(_names.Method(newHandle), attribute));
        }

        CheckParameters(oldMethod, newMethod, newHandle);
        CheckMarshalling(oldMethod, newMethod, newHandle);
    }

    /// <summary>What native code is given, the return value (number 0) included.</summary>
    private void CheckMarshalling(MethodDefinition oldMethod, MethodDefinition newMethod, MethodDefinitionHandle newHandle)
    {
        var olds = oldMethod.GetParameters().Select(_old.GetParameter).ToDictionary(p => p.SequenceNumber, p => p.GetMarshallingDescriptor());
        var news = newMethod.GetParameters().Select(_new.GetParameter).ToDictionary(p => p.SequenceNumber, p => p.GetMarshallingDescriptor());
        foreach (var number in olds.Keys.Union(news.Keys))
        {
            _attributes.CheckMarshalling(olds.GetValueOrDefault(number), news.GetValueOrDefault(number), _names.Method(newHandle));
        }
    }

    private void CheckParameters(MethodDefinition oldMethod, MethodDefinition newMethod, MethodDefinitionHandle newHandle)
    {
        if (PartList.IsPart(_new, newHandle))
        {
            return;
        }

        var olds = oldMethod.GetParameters().Select(_old.GetParameter).Where(p => p.SequenceNumber > 0).ToArray();
        var news = newMethod.GetParameters().Select(_new.GetParameter).Where(p => p.SequenceNumber > 0).ToArray();
        var same = olds.Length == news.Length && olds.Zip(news).All(p =>
            _old.GetString(p.First.Name) == _new.GetString(p.Second.Name)
            && Constant(_old, p.First.GetDefaultValue()) == Constant(_new, p.Second.GetDefaultValue())
            && _attributes.FirstDifference(p.First.GetCustomAttributes(), p.Second.GetCustomAttributes()) is null)
            && _attributes.FirstDifference(OfReturnValue(_old, oldMethod), OfReturnValue(_new, newMethod)) is null;
        if (!same)
        {
            diagnostics.Add(PatchDiagnostics.ParametersChanged(_names.Method(newHandle)));
        }
    }

    private static List<CustomAttributeHandle> OfReturnValue(MetadataReader reader, MethodDefinition method) =>
        [.. method.GetParameters().Select(reader.GetParameter).Where(p => p.SequenceNumber == 0).SelectMany(p => p.GetCustomAttributes())];

    private void CheckAdded(TypeDefinitionHandle newType)
    {
        foreach (var handle in _new.GetTypeDefinition(newType).GetMethods())
        {
            if (comparison.Correspondence.HasOld(handle))
            {
                continue;
            }

            var method = _new.GetMethodDefinition(handle);
            if ((method.Attributes & MethodAttributes.Virtual) != 0)
            {
                diagnostics.Add(PatchDiagnostics.VirtualChanged(_names.Method(handle), "added, or has another signature"));
            }
            else if (_new.StringComparer.Equals(method.Name, ".cctor"))
            {
                _staticConstructors.Check(newType);
            }
        }
    }

    private void CheckRemoved(TypeDefinitionHandle oldType)
    {
        foreach (var handle in _old.GetTypeDefinition(oldType).GetMethods())
        {
            if (comparison.Correspondence.HasNew(handle) || PartList.IsPart(_old, handle))
            {
                continue;
            }

            var name = _oldNames.Method(handle);
            diagnostics.Add((_old.GetMethodDefinition(handle).Attributes & MethodAttributes.Virtual) != 0
                ? PatchDiagnostics.VirtualChanged(name, "removed, or has another signature")
                : PatchDiagnostics.Removed(name));
        }
    }

    private bool SameImport(MethodDefinition oldMethod, MethodDefinition newMethod)
    {
        if ((newMethod.Attributes & oldMethod.Attributes & MethodAttributes.PinvokeImpl) == 0)
        {
            return true;
        }

        var (o, n) = (oldMethod.GetImport(), newMethod.GetImport());
        return o.Attributes == n.Attributes && _old.GetString(o.Name) == _new.GetString(n.Name)
            && comparison.Equivalence.Same(o.Module, n.Module)
            && Directions(_old, oldMethod).SequenceEqual(Directions(_new, newMethod));
    }

    private static IEnumerable<(int, ParameterAttributes)> Directions(MetadataReader reader, MethodDefinition method) => method.GetParameters()
        .Select(reader.GetParameter)
        .Where(p => (p.Attributes & (ParameterAttributes.In | ParameterAttributes.Out)) != 0)
        .Select(p => (p.SequenceNumber, p.Attributes & (ParameterAttributes.In | ParameterAttributes.Out)));

    private static string Constant(MetadataReader reader, ConstantHandle handle) =>
        handle.IsNil ? "" : Convert.ToHexString(reader.GetBlobBytes(reader.GetConstant(handle).Value));
}
