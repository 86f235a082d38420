using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using Hotfixing.DotNet.Compare;
using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>
/// Collects what must go into the delta assembly: everything new that the changed code reaches, and what that reaches in turn.
/// </summary>
internal sealed class DeltaContents(AssemblyComparison comparison)
{
    private readonly AssemblyImage _image = comparison.New;
    private readonly MetadataReader _new = comparison.New.Metadata;
    private readonly MovableCode _movable = new(comparison.New.Metadata);
    private readonly Dictionary<TypeDefinitionHandle, DeltaType> _types = [];
    private readonly HashSet<EntityHandle> _seen = [];
    private readonly Queue<EntityHandle> _waiting = [];

    /// <summary>The types of the delta, those that others are nested in first.</summary>
    public List<DeltaType> Types { get; } = [];

    /// <summary>Whether anything is new at all.</summary>
    public bool IsEmpty => Types.Count == 0;

    /// <summary>Collects what a body of the new build reaches.</summary>
    /// <exception cref="CannotLinkException">It reaches something that has no place in a delta.</exception>
    public void Reach(MethodDefinitionHandle method)
    {
        VisitBody(method);
        while (_waiting.TryPeek(out var token))
        {
            try
            {
                Visit(token);
                _waiting.Dequeue();
            }
            catch (CannotLinkException)
            {
                // Whoever reaches the same is refused for it, too.
                _seen.ExceptWith(_waiting);
                _waiting.Clear();
                throw;
            }
        }
    }

    /// <summary>The delta type of a type of the new build.</summary>
    public DeltaType this[TypeDefinitionHandle type] => _types[type];

    /// <summary>The name of an added method in the companion: its own, unless a static overload would then be the same.</summary>
    public string CompanionName(MethodDefinitionHandle handle)
    {
        var method = _new.GetMethodDefinition(handle);
        var name = _new.GetString(method.Name);
        var clashes = (method.Attributes & MethodAttributes.Static) == 0
            && _types[method.GetDeclaringType()].Methods.Count(m => _new.StringComparer.Equals(_new.GetMethodDefinition(m).Name, name)) > 1;
        return clashes ? name + "'instance" : name;
    }

    private void Want(EntityHandle token)
    {
        if (!token.IsNil && _seen.Add(token))
        {
            _waiting.Enqueue(token);
        }
    }

    private void Visit(EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.TypeDefinition:
                VisitType((TypeDefinitionHandle)token);
                break;
            case HandleKind.MethodDefinition:
                VisitMethod((MethodDefinitionHandle)token);
                break;
            case HandleKind.FieldDefinition:
                VisitField((FieldDefinitionHandle)token);
                break;
            case HandleKind.TypeSpecification:
                Want(SignatureParser.ParseType(
                    _new.GetBlobBytes(_new.GetTypeSpecification((TypeSpecificationHandle)token).Signature)));
                break;
            case HandleKind.StandaloneSignature:
                Want(_new.GetStandaloneSignature((StandaloneSignatureHandle)token).Signature);
                break;
            case HandleKind.MethodSpecification:
                var specification = _new.GetMethodSpecification((MethodSpecificationHandle)token);
                Want(specification.Method);
                Want(specification.Signature);
                break;
            case HandleKind.MemberReference:
                var member = _new.GetMemberReference((MemberReferenceHandle)token);
                Want(member.Parent);
                Want(member.Signature);
                Want(OwnMembers.Find(_new, member) ?? default);
                break;
        }
    }

    private void VisitType(TypeDefinitionHandle handle)
    {
        if (!comparison.Correspondence.HasOld(handle))
        {
            Include(handle);
        }
    }

    private void VisitMethod(MethodDefinitionHandle handle)
    {
        var method = _new.GetMethodDefinition(handle);
        var owner = method.GetDeclaringType();
        if (comparison.Correspondence.HasOld(handle))
        {
            return;
        }

        if (!comparison.Correspondence.HasOld(owner))
        {
            Want(owner);
            return;
        }

        _movable.EnsureMethod(handle);
        Companion(owner).Methods.Add(handle);
        VisitMethodParts(handle);
    }

    private void VisitField(FieldDefinitionHandle handle)
    {
        var field = _new.GetFieldDefinition(handle);
        var owner = field.GetDeclaringType();
        if (comparison.Correspondence.HasOld(handle))
        {
            return;
        }

        if (!comparison.Correspondence.HasOld(owner))
        {
            Want(owner);
            return;
        }

        if ((field.Attributes & FieldAttributes.Static) == 0)
        {
            throw new CannotLinkException($"the field {Names.Field(handle)}, which objects of the running build lack");
        }

        Companion(owner).Fields.Add(handle);
        VisitFieldParts(handle);
        var tokens = comparison.StaticInitializers.TokensFor(handle) ?? throw new CannotLinkException(
            $"the initial value of {Names.Field(handle)}: it cannot be told from the rest of a static constructor that also changed");
        _movable.EnsureCode(tokens, Names.Field(handle));
        foreach (var token in tokens)
        {
            Want(token);
        }
    }

    /// <summary>Takes in a new type with all it has.</summary>
    private DeltaType Include(TypeDefinitionHandle handle)
    {
        if (_types.TryGetValue(handle, out var known))
        {
            return known;
        }

        var type = _new.GetTypeDefinition(handle);
        var enclosing = type.GetDeclaringType();
        var outer = enclosing.IsNil ? null : comparison.Correspondence.HasOld(enclosing) ? Companion(enclosing) : Include(enclosing);
        if (_types.TryGetValue(handle, out known))
        {
            return known;
        }

        var included = Add(new DeltaType(handle, isCompanion: false, outer));
        included.Fields.AddRange(type.GetFields());
        included.Methods.AddRange(type.GetMethods());
        Want(type.BaseType);
        VisitGenericParameters(type.GetGenericParameters());
        VisitAttributes(type.GetCustomAttributes());
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            Want(_new.GetInterfaceImplementation(implementation).Interface);
        }

        foreach (var implementation in type.GetMethodImplementations())
        {
            Want(_new.GetMethodImplementation(implementation).MethodDeclaration);
            Want(_new.GetMethodImplementation(implementation).MethodBody);
        }

        included.Fields.ForEach(VisitFieldParts);
        included.Methods.ForEach(VisitMethodParts);
        foreach (var property in type.GetProperties())
        {
            Want(_new.GetPropertyDefinition(property).Signature);
            VisitAttributes(_new.GetPropertyDefinition(property).GetCustomAttributes());
        }

        foreach (var @event in type.GetEvents())
        {
            Want(_new.GetEventDefinition(@event).Type);
            VisitAttributes(_new.GetEventDefinition(@event).GetCustomAttributes());
        }

        foreach (var nested in type.GetNestedTypes())
        {
            Want(nested);
        }

        return included;
    }

    private DeltaType Companion(TypeDefinitionHandle handle)
    {
        if (_types.TryGetValue(handle, out var known))
        {
            return known;
        }

        var type = _new.GetTypeDefinition(handle);
        var enclosing = type.GetDeclaringType();
        VisitGenericParameters(type.GetGenericParameters());
        return Add(new DeltaType(handle, isCompanion: true, enclosing.IsNil ? null : Companion(enclosing)));
    }

    private DeltaType Add(DeltaType type)
    {
        _types.Add(type.Source, type);
        Types.Add(type);
        return type;
    }

    private void VisitFieldParts(FieldDefinitionHandle handle)
    {
        var field = _new.GetFieldDefinition(handle);
        Want(field.Signature);
        VisitAttributes(field.GetCustomAttributes());
    }

    private void VisitMethodParts(MethodDefinitionHandle handle)
    {
        var method = _new.GetMethodDefinition(handle);
        Want(method.Signature);
        VisitGenericParameters(method.GetGenericParameters());
        VisitAttributes(method.GetCustomAttributes());
        foreach (var parameter in method.GetParameters())
        {
            VisitAttributes(_new.GetParameter(parameter).GetCustomAttributes());
        }

        _movable.EnsureCode(VisitBody(handle), Names.Method(handle));
    }

    private List<EntityHandle> VisitBody(MethodDefinitionHandle handle)
    {
        List<EntityHandle> tokens = _image.Body(handle) is { } body ? BodyTokens.Of(body) : [];
        tokens.ForEach(Want);
        return tokens;
    }

    private void VisitGenericParameters(GenericParameterHandleCollection parameters)
    {
        foreach (var parameter in parameters)
        {
            VisitAttributes(_new.GetGenericParameter(parameter).GetCustomAttributes());
            foreach (var constraint in _new.GetGenericParameter(parameter).GetConstraints())
            {
                Want(_new.GetGenericParameterConstraint(constraint).Type);
            }
        }
    }

    private void VisitAttributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            Want(_new.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void Want(BlobHandle signature) => Want(SignatureParser.Parse(_new.GetBlobBytes(signature)));

    private void Want(SignatureTemplate signature)
    {
        foreach (var token in signature.Tokens)
        {
            Want(MetadataTokens.EntityHandle((int)token.Value));
        }
    }

    private FunctionNames Names => field ??= new FunctionNames(_new);
}
