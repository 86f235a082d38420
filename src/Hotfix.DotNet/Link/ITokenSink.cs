using Hotfixing.DotNet.Protocol;

namespace Hotfixing.DotNet.Link;

/// <summary>Where references go: into the rows to be added to the loaded module, or into the delta assembly's own tables.</summary>
internal interface ITokenSink
{
    /// <summary>Refers to an assembly by name.</summary>
    TokenReference AssemblyReference(string name, Version version, byte[] publicKeyToken);

    /// <summary>Refers to a type by its scope (an assembly, or the type it is nested in) and its name.</summary>
    TokenReference TypeReference(TokenReference scope, string @namespace, string name);

    /// <summary>Refers to an instance of a generic type, an array and the like.</summary>
    TokenReference TypeSpecification(SignatureTemplate signature);

    /// <summary>Refers to a method or field.</summary>
    TokenReference MemberReference(TokenReference parent, string name, SignatureTemplate signature);

    /// <summary>Refers to an instance of a generic method.</summary>
    TokenReference MethodSpecification(TokenReference method, SignatureTemplate signature);

    /// <summary>Adds a signature of locals or of an indirect call.</summary>
    TokenReference StandaloneSignature(SignatureTemplate signature);

    /// <summary>Adds a text constant.</summary>
    TokenReference UserString(string text);
}
