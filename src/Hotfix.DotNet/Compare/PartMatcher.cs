using System.Reflection.Metadata;

namespace Hotfixing.DotNet.Compare;

/// <summary>
/// Matches a method together with the parts the compiler made of it (lambdas, local functions, closures, state machines). Parts
/// are told by the place they are used at, never by their numbered names.
/// </summary>
/// <remarks>
/// When the method itself is unchanged, the part used at one place of it is the new version of the part used at that place
/// before, unless it has the code that another one had, as after a change of their order. When the method changed, its parts are only matched if they are as many as before, of the same kinds, signatures and
/// captures in the same order, and at most one of them changed; otherwise all of them count as new, and delegates and operations
/// made before keep the old ones. Either way it is all or nothing for one method.
/// What a method keeps from its first call (<see cref="GeneratedName.IsCache"/>) is only matched when nothing of the method changed: else
/// the new code would find the old target in it.
/// </remarks>
internal sealed class PartMatcher
{
    private readonly MetadataReader _old;
    private readonly MetadataReader _new;
    private readonly Correspondence _correspondence;
    private readonly Equivalence _equivalence;
    private readonly BodyComparer _bodies;
    private readonly TypeMatcher _types;
    private readonly PartList _parts;
    private readonly StateMachineComparer _stateMachines;
    private readonly Queue<(MethodDefinitionHandle Old, MethodDefinitionHandle New)> _found = [];
    private bool _mayBindCaches;
    private bool _hasBoundCaches;

    public PartMatcher(
        AssemblyImage oldImage, AssemblyImage newImage, Correspondence correspondence, Equivalence equivalence, TypeMatcher types)
    {
        _old = oldImage.Metadata;
        _new = newImage.Metadata;
        _correspondence = correspondence;
        _equivalence = equivalence;
        _types = types;
        _bodies = new BodyComparer(oldImage, newImage, equivalence);
        _parts = new PartList(oldImage, newImage);
        _stateMachines = new StateMachineComparer(oldImage, newImage, equivalence);
    }

    /// <summary>
    /// Binds the parts of a bound pair of methods and returns the pairs whose bodies differ, the method itself included.
    /// </summary>
    public List<(MethodDefinitionHandle Old, MethodDefinitionHandle New)> Match(
        MethodDefinitionHandle oldMethod, MethodDefinitionHandle newMethod)
    {
        var mark = _correspondence.Mark;
        _equivalence.Unify = Unify;
        _mayBindCaches = true;
        _hasBoundCaches = false;
        var changed = MatchAll(oldMethod, newMethod, mark);
        if (changed.Count > 0 && _hasBoundCaches)
        {
            _correspondence.RollBack(mark);
            _mayBindCaches = false;
            changed = MatchAll(oldMethod, newMethod, mark);
        }

        if (changed.Count > 1)
        {
            _correspondence.RollBack(mark);
            changed = AreReordered(changed) ? [(oldMethod, newMethod)] : MatchAll(oldMethod, newMethod, mark);
        }

        _equivalence.Unify = null;
        _correspondence.Settle();
        return changed;
    }

    /// <summary>Whether one of the pairs has the code now that another one had.</summary>
    private bool AreReordered(List<(MethodDefinitionHandle Old, MethodDefinitionHandle New)> changed) =>
        changed.Exists(p => changed.Exists(q => p != q && WereSame(p.Old, q.New)));

    /// <summary>Compares two methods, and binds nothing by it.</summary>
    private bool WereSame(MethodDefinitionHandle oldMethod, MethodDefinitionHandle newMethod)
    {
        var mark = _correspondence.Mark;
        var same = _equivalence.SameSignature(
            _old.GetMethodDefinition(oldMethod).Signature, _new.GetMethodDefinition(newMethod).Signature) && _bodies.Same(oldMethod, newMethod);
        _correspondence.RollBack(mark);
        _found.Clear();
        return same;
    }

    private List<(MethodDefinitionHandle, MethodDefinitionHandle)> MatchAll(
        MethodDefinitionHandle oldMethod, MethodDefinitionHandle newMethod, int mark)
    {
        var changed = new List<(MethodDefinitionHandle, MethodDefinitionHandle)>();
        _found.Clear();
        if (!_bodies.Same(oldMethod, newMethod) || !MatchFound(changed, int.MaxValue))
        {
            _correspondence.RollBack(mark);
            changed.Clear();
            changed.Add((oldMethod, newMethod));
            if (!MatchParts(oldMethod, newMethod, changed))
            {
                _correspondence.RollBack(mark);
                changed.RemoveRange(1, changed.Count - 1);
            }
        }

        return changed;
    }

    /// <summary>Compares the parts found so far, and those found by that; false when they cannot be matched.</summary>
    private bool MatchFound(List<(MethodDefinitionHandle, MethodDefinitionHandle)> changed, int mayChange)
    {
        while (_found.TryDequeue(out var pair))
        {
            if (!_equivalence.SameSignature(
                _old.GetMethodDefinition(pair.Old).Signature, _new.GetMethodDefinition(pair.New).Signature))
            {
                return false;
            }

            var mark = _correspondence.Mark;
            var pending = _found.Count;
            if (_bodies.Same(pair.Old, pair.New))
            {
                continue;
            }

            _correspondence.RollBack(mark);
            DropBehind(pending);
            changed.Add(pair);
            if (--mayChange < 0 || !_stateMachines.MayReplace(pair.Old, pair.New) || !MatchParts(pair.Old, pair.New, changed))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Matches the parts of a method that changed, by their order.</summary>
    private bool MatchParts(
        MethodDefinitionHandle oldMethod, MethodDefinitionHandle newMethod,
        List<(MethodDefinitionHandle, MethodDefinitionHandle)> changed)
    {
        var waiting = _found.ToArray();
        _found.Clear();
        var olds = _parts.OfOld(oldMethod);
        var news = _parts.OfNew(newMethod);
        if (olds.Count != news.Count)
        {
            return false;
        }

        for (var i = 0; i < olds.Count; i++)
        {
            if (!_equivalence.Same(olds[i], news[i]))
            {
                return false;
            }
        }

        if (!MatchFound(changed, mayChange: 1))
        {
            return false;
        }

        foreach (var pair in waiting)
        {
            _found.Enqueue(pair);
        }

        return true;
    }

    /// <summary>Forgets what was found after the first <paramref name="count"/> pairs.</summary>
    private void DropBehind(int count)
    {
        var kept = _found.Take(count).ToArray();
        _found.Clear();
        foreach (var pair in kept)
        {
            _found.Enqueue(pair);
        }
    }

    private bool Unify(EntityHandle oldMember, EntityHandle newMember)
    {
        if (PartList.IsCache(_new, newMember))
        {
            if (!_mayBindCaches)
            {
                return false;
            }

            _hasBoundCaches = true;
        }

        return oldMember.Kind switch
        {
            HandleKind.TypeDefinition => UnifyTypes((TypeDefinitionHandle)oldMember, (TypeDefinitionHandle)newMember),
            HandleKind.MethodDefinition => UnifyMethods((MethodDefinitionHandle)oldMember, (MethodDefinitionHandle)newMember),
            HandleKind.FieldDefinition => UnifyFields((FieldDefinitionHandle)oldMember, (FieldDefinitionHandle)newMember),
            _ => false,
        };
    }

    private bool UnifyTypes(TypeDefinitionHandle oldType, TypeDefinitionHandle newType)
    {
        var (olds, news) = (_old.GetTypeDefinition(oldType), _new.GetTypeDefinition(newType));
        if (!_parts.IsOldPart(oldType) || !_parts.IsNewPart(newType)
            || olds.Attributes != news.Attributes
            || olds.GetFields().Count != news.GetFields().Count
            || olds.GetGenericParameters().Count != news.GetGenericParameters().Count
            || !_equivalence.Same(olds.GetDeclaringType(), news.GetDeclaringType())
            || !_correspondence.TryBind(oldType, newType)
            || !_equivalence.Same(olds.BaseType, news.BaseType))
        {
            return false;
        }

        _types.MatchMembers(oldType, newType);

        // Which cached delegate is which shows where they are used, but there must be as many.
        if (olds.GetFields().Count(f => _parts.IsOldPart(f)) != news.GetFields().Count(f => _parts.IsNewPart(f))
            || !news.GetFields().All(f => _correspondence.HasOld(f) || _parts.IsNewPart(f)))
        {
            return false;
        }

        foreach (var method in news.GetMethods())
        {
            if (_correspondence.TryGetOld(method, out var counterpart))
            {
                _found.Enqueue(((MethodDefinitionHandle)counterpart, method));
            }
            else if (!GeneratedName.IsPartMethod(_new.GetString(_new.GetMethodDefinition(method).Name)))
            {
                return false;
            }
        }

        return true;
    }

    private bool UnifyMethods(MethodDefinitionHandle oldMethod, MethodDefinitionHandle newMethod)
    {
        var (olds, news) = (_old.GetMethodDefinition(oldMethod), _new.GetMethodDefinition(newMethod));
        if (BoundWithOwners(oldMethod, olds.GetDeclaringType(), newMethod, news.GetDeclaringType()))
        {
            return true;
        }

        if (!_parts.IsOldPart(oldMethod) || !_parts.IsNewPart(newMethod)
            || olds.Attributes != news.Attributes
            || olds.GetGenericParameters().Count != news.GetGenericParameters().Count
            || !_equivalence.Same(olds.GetDeclaringType(), news.GetDeclaringType())
            || !_correspondence.TryBind(oldMethod, newMethod))
        {
            return false;
        }

        _found.Enqueue((oldMethod, newMethod));
        return true;
    }

    private bool UnifyFields(FieldDefinitionHandle oldField, FieldDefinitionHandle newField)
    {
        var (olds, news) = (_old.GetFieldDefinition(oldField), _new.GetFieldDefinition(newField));
        return BoundWithOwners(oldField, olds.GetDeclaringType(), newField, news.GetDeclaringType())
            || (_parts.IsOldPart(oldField) && _parts.IsNewPart(newField)
                && olds.Attributes == news.Attributes
                && _equivalence.Same(olds.GetDeclaringType(), news.GetDeclaringType())
                && _equivalence.SameSignature(olds.Signature, news.Signature)
                && _correspondence.TryBind(oldField, newField));
    }

    /// <summary>Binding two types that are parts binds their members with names of their own, such as constructors, too.</summary>
    private bool BoundWithOwners(
        EntityHandle oldMember, TypeDefinitionHandle oldOwner, EntityHandle newMember, TypeDefinitionHandle newOwner) =>
        _equivalence.Same(oldOwner, newOwner) && _correspondence.AreBound(oldMember, newMember);
}
