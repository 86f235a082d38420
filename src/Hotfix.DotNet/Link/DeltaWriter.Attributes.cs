using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace Hotfixing.DotNet.Link;

/// <summary>Custom attributes, and those that give the delta and the loaded module access to each other.</summary>
internal sealed partial class DeltaWriter
{
    private const string AccessAttribute = "IgnoresAccessChecksToAttribute";
    private const string CompilerNamespace = "System.Runtime.CompilerServices";

    private void WriteAttributes(EntityHandle owner, CustomAttributeHandleCollection attributes)
    {
        foreach (var source in attributes)
        {
            var attribute = _new.GetCustomAttribute(source);
            _attributes.EnsureMovable(attribute);
            _builder.AddCustomAttribute(owner, Import(attribute.Constructor), Copy(attribute.Value));
        }
    }

    /// <summary>
    /// The runtime knows this attribute by its name alone and lets an assembly that declares and bears it use what others keep
    /// to themselves (coreclr: vm/assembly.cpp, FriendAssemblyDescriptor).
    /// </summary>
    private void WriteAccessAttributeType()
    {
        var attribute = DeltaTables.Entity(_tables.TypeReference(CoreLibrary(), "System", "Attribute"));
        _builder.AddTypeDefinition(
            TypeAttributes.NotPublic | TypeAttributes.Sealed | TypeAttributes.Class,
            _builder.GetOrAddString(CompilerNamespace),
            _builder.GetOrAddString(AccessAttribute),
            attribute,
            MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(1));
        var baseConstructor = _builder.AddMemberReference(
            attribute, _builder.GetOrAddString(".ctor"),
            _builder.GetOrAddBlob(new byte[] { (byte)SignatureAttributes.Instance, 0, (byte)SignatureTypeCode.Void }));
        var code = new InstructionEncoder(new BlobBuilder());
        code.LoadArgument(0);
        code.Call(baseConstructor);
        code.OpCode(ILOpCode.Ret);
        _builder.AddMethodDefinition(
            MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName,
            MethodImplAttributes.IL,
            _builder.GetOrAddString(".ctor"),
            _builder.GetOrAddBlob(new byte[]
            {
                (byte)SignatureAttributes.Instance, 1, (byte)SignatureTypeCode.Void, (byte)SignatureTypeCode.String,
            }),
            new MethodBodyStreamEncoder(_code).AddMethodBody(code),
            MetadataTokens.ParameterHandle(1));
        _nextMethod++;
    }

    /// <summary>
    /// The delta may use everything of the loaded module, and what is protected elsewhere, as the code did where it was written;
    /// the loaded module and its friends are friends of the delta.
    /// </summary>
    private void WriteAccess()
    {
        string[] open = [_comparison.Old.Name, "System.Private.CoreLib", .. _tables.Assemblies];
        foreach (var name in open.Distinct())
        {
            _builder.AddCustomAttribute(
                EntityHandle.AssemblyDefinition, MetadataTokens.MethodDefinitionHandle(1), StringArgument(name));
        }

        var friend = _builder.AddMemberReference(
            DeltaTables.Entity(_tables.TypeReference(CoreLibrary(), CompilerNamespace, "InternalsVisibleToAttribute")),
            _builder.GetOrAddString(".ctor"),
            _builder.GetOrAddBlob(new byte[]
            {
                (byte)SignatureAttributes.Instance, 1, (byte)SignatureTypeCode.Void, (byte)SignatureTypeCode.String,
            }));
        var key = _comparison.Old.PublicKey;
        var loaded = key.Length == 0 ? _comparison.Old.Name : $"{_comparison.Old.Name}, PublicKey={Convert.ToHexString(key)}";
        _builder.AddCustomAttribute(EntityHandle.AssemblyDefinition, friend, StringArgument(loaded));
    }

    private BlobHandle StringArgument(string text)
    {
        var blob = new BlobBuilder();
        blob.WriteUInt16(1);
        blob.WriteSerializedString(text);
        blob.WriteUInt16(0);
        return _builder.GetOrAddBlob(blob);
    }
}
