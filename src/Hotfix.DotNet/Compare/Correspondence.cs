using System.Diagnostics.CodeAnalysis;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Hotfixing.DotNet.Compare;

/// <summary>
/// Which type, method or field of the running build each one of the new build is. What has no counterpart is new. Bindings can
/// be tried out and taken back to a mark.
/// </summary>
internal sealed class Correspondence
{
    private readonly Dictionary<int, int> _oldOfNew = [];
    private readonly Dictionary<int, int> _newOfOld = [];
    private readonly List<int> _journal = [];
    private readonly HashSet<int> _tried = [];

    /// <summary>The present state, to roll back to.</summary>
    public int Mark => _journal.Count;

    /// <summary>Takes back every binding made since the mark.</summary>
    public void RollBack(int mark)
    {
        for (var i = _journal.Count - 1; i >= mark; i--)
        {
            _oldOfNew.Remove(_journal[i], out var old);
            _newOfOld.Remove(old);
            _tried.Remove(_journal[i]);
        }

        _journal.RemoveRange(mark, _journal.Count - mark);
    }

    /// <summary>Makes every binding so far a settled one, which is not rolled back any more.</summary>
    public void Settle() => _tried.Clear();

    /// <summary>Whether the binding of this member of the new build may still be rolled back.</summary>
    public bool IsTried(EntityHandle newMember) => _tried.Contains(MetadataTokens.GetToken(newMember));

    /// <summary>Binds the two to each other; false when one of them is bound already, even if to the other.</summary>
    public bool TryBind(EntityHandle oldMember, EntityHandle newMember)
    {
        var oldToken = MetadataTokens.GetToken(oldMember);
        var newToken = MetadataTokens.GetToken(newMember);
        if (_newOfOld.ContainsKey(oldToken) || !_oldOfNew.TryAdd(newToken, oldToken))
        {
            return false;
        }

        _newOfOld.Add(oldToken, newToken);
        _journal.Add(newToken);
        _tried.Add(newToken);
        return true;
    }

    /// <summary>Whether these two are bound to each other.</summary>
    public bool AreBound(EntityHandle oldMember, EntityHandle newMember) =>
        _oldOfNew.TryGetValue(MetadataTokens.GetToken(newMember), out var old) && old == MetadataTokens.GetToken(oldMember);

    /// <summary>Whether the new build's member has a counterpart in the running build.</summary>
    public bool HasOld(EntityHandle newMember) => _oldOfNew.ContainsKey(MetadataTokens.GetToken(newMember));

    /// <summary>Whether the running build's member has a counterpart in the new build.</summary>
    public bool HasNew(EntityHandle oldMember) => _newOfOld.ContainsKey(MetadataTokens.GetToken(oldMember));

    /// <summary>The running build's counterpart of a new build's member.</summary>
    public bool TryGetOld(EntityHandle newMember, [NotNullWhen(true)] out EntityHandle? oldMember)
    {
        oldMember = _oldOfNew.TryGetValue(MetadataTokens.GetToken(newMember), out var old) ? MetadataTokens.EntityHandle(old) : null;
        return oldMember is not null;
    }

    /// <summary>Every bound pair of types, as (old, new).</summary>
    public IEnumerable<(TypeDefinitionHandle Old, TypeDefinitionHandle New)> Types() => Pairs(HandleKind.TypeDefinition)
        .Select(p => ((TypeDefinitionHandle)p.Old, (TypeDefinitionHandle)p.New));

    /// <summary>Every bound pair of methods, as (old, new).</summary>
    public IEnumerable<(MethodDefinitionHandle Old, MethodDefinitionHandle New)> Methods() => Pairs(HandleKind.MethodDefinition)
        .Select(p => ((MethodDefinitionHandle)p.Old, (MethodDefinitionHandle)p.New));

    /// <summary>Every bound pair of fields, as (old, new).</summary>
    public IEnumerable<(FieldDefinitionHandle Old, FieldDefinitionHandle New)> Fields() => Pairs(HandleKind.FieldDefinition)
        .Select(p => ((FieldDefinitionHandle)p.Old, (FieldDefinitionHandle)p.New));

    private IEnumerable<(EntityHandle Old, EntityHandle New)> Pairs(HandleKind kind) =>
        from newToken in _journal
        let handle = MetadataTokens.EntityHandle(newToken)
        where handle.Kind == kind
        select (MetadataTokens.EntityHandle(_oldOfNew[newToken]), handle);
}
