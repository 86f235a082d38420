using Hotfixing.DotNet.Protocol;

namespace Hotfixing.EndToEnd.DotNet;

/// <summary>A patch that uses every kind of row: its new body calls an assembly it brings along.</summary>
internal static class AdditionPatch
{
    private static readonly string Addition = SubjectProgram.Build("Addition.cs.txt", "Addition", "v0");

    public static PatchMessage Make(string original)
    {
        TokenDefinition[] tokens =
        [
            new() { Kind = TokenKind.AssemblyReference, Name = "Addition", Version = new Version(1, 0, 0, 0) },
            new() { Kind = TokenKind.TypeReference, Parent = TokenReference.Defined(0), Name = "Addition" },

            // string (string)
            new() { Kind = TokenKind.MemberReference, Parent = TokenReference.Defined(1), Name = "Twice", Signature = Plain(0, 1, 0x0E, 0x0E) },

            // !!0[] <1> (!!0, !!0)
            new()
            {
                Kind = TokenKind.MemberReference,
                Parent = TokenReference.Defined(1),
                Name = "Pair",
                Signature = Plain(0x10, 1, 2, 0x1D, 0x1E, 0, 0x1E, 0, 0x1E, 0),
            },
            new() { Kind = TokenKind.MethodSpecification, Parent = TokenReference.Defined(3), Signature = Plain(0x0A, 1, 0x0E) },
            new() { Kind = TokenKind.UserString, Name = "twice" },

            // Two locals: string[] and the type of the new assembly, whose token is filled in.
            new()
            {
                Kind = TokenKind.StandaloneSignature,
                Signature = new SignatureTemplate
                {
                    Bytes = [0x07, 2, 0x1D, 0x0E, 0x12],
                    Positions = [5],
                    Tokens = [TokenReference.Defined(1)],
                },
            },
            new()
            {
                Kind = TokenKind.TypeSpecification,
                Signature = new SignatureTemplate { Bytes = [0x1D, 0x12], Positions = [2], Tokens = [TokenReference.Defined(1)] },
            },
        ];

        byte[] code =
        [
            0x72, 0, 0, 0, 0, // ldstr "twice"
            0x25, // dup
            0x28, 0, 0, 0, 0, // call Pair<string>
            0x0A, // stloc.0
            0x14, // ldnull
            0x75, 0, 0, 0, 0, // isinst Addition[]
            0x26, // pop
            0x06, // ldloc.0
            0x16, // ldc.i4.0
            0x9A, // ldelem.ref
            0x28, 0, 0, 0, 0, // call Twice
            0x2A, // ret
        ];

        // Fat header, initialised locals, stack of 2, signature of the locals (ECMA-335 II.25.4.3).
        byte[] body = [0x13, 0x30, 2, 0, (byte)code.Length, 0, 0, 0, 0, 0, 0, 0, .. code];
        var message = HandMadePatch.Of(
            original,
            "Text",
            body,
            tokens,
            (8, TokenReference.Defined(6)),
            (12 + 1, TokenReference.Defined(5)),
            (12 + 7, TokenReference.Defined(4)),
            (12 + 14, TokenReference.Defined(7)),
            (12 + 23, TokenReference.Defined(2)));
        return new PatchMessage
        {
            Source = message.Source,
            AppliedBy = message.AppliedBy,
            Deltas =
            [
                new DeltaAssembly { Name = "Addition", TargetMvid = message.Modules[0].Mvid, Image = File.ReadAllBytes(Addition) },
            ],
            Modules = message.Modules,
            Registry = message.Registry,
        };
    }

    private static SignatureTemplate Plain(params byte[] bytes) => new() { Bytes = bytes, Positions = [], Tokens = [] };
}
