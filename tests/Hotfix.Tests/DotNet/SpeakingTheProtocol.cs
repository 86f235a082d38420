using Hotfixing.DotNet.Protocol;

namespace Hotfixing.Tests.DotNet;

public sealed class SpeakingTheProtocol
{
    [Fact]
    public void A_patch_message_is_read_as_it_was_written()
    {
        var message = Message();
        var read = PatchMessage.Read(Written(message.Write));
        Assert.Equivalent(message, read, strict: true);
    }

    [Fact]
    public void A_request_header_is_read_as_it_was_written()
    {
        var header = new RequestHeader { Version = 7, Command = AgentCommand.Revert, ResponseFile = "response-1" };
        Assert.Equivalent(header, RequestHeader.Read(Written(header.Write)), strict: true);
    }

    [Fact]
    public void A_request_that_names_a_response_outside_the_directory_is_not_read()
    {
        var header = new RequestHeader { Version = 1, Command = AgentCommand.List, ResponseFile = "../elsewhere" };
        Assert.Throws<InvalidDataException>(() => RequestHeader.Read(Written(header.Write)));
    }

    [Fact]
    public void Records_are_read_as_they_were_written()
    {
        var handshake = new HandshakeRecord
        {
            Protocol = 1,
            RuntimeVersion = "10.0.12",
            IsAttached = true,
            Modules = [new ModuleRecord { Mvid = Guid.NewGuid(), Copies = 2, Collectible = 1 }],
        };
        Assert.Equivalent(handshake, HandshakeRecord.Read(Written(handshake.Write)), strict: true);

        var patch = new PatchRecord
        {
            Id = 3,
            Source = "/a/b",
            AppliedBy = "someone",
            AppliedAt = 1234567890123,
            Duration = 4567,
            Suspended = 89,
            Functions = [new FunctionRecord { Function = "A.B()", Module = "a.dll", Effect = FunctionEffect.Superseded }],
            Registry = [1, 2],
        };
        Assert.Equivalent(patch, PatchRecord.Read(Written(patch.Write)), strict: true);

        var revert = new RevertRecord { Ids = [3, 2], Functions = ["A.B()"], Duration = 1, Suspended = 0 };
        Assert.Equivalent(revert, RevertRecord.Read(Written(revert.Write)), strict: true);
    }

    [Fact]
    public void A_message_cut_anywhere_is_not_read()
    {
        var whole = ((MemoryStream)Written(Message().Write).BaseStream).ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            using var reader = new BinaryReader(new MemoryStream(whole, 0, length));
            var exception = Record.Exception(() => PatchMessage.Read(reader));
            Assert.True(exception is InvalidDataException or EndOfStreamException, $"{length} bytes: {exception}");
        }
    }

    [Fact]
    public void A_count_larger_than_the_message_is_not_believed()
    {
        using var reader = new BinaryReader(new MemoryStream([0xFF, 0xFF, 0xFF, 0x7F, 0, 0, 0, 0]));
        Assert.Throws<InvalidDataException>(() => PatchRecord.ReadList(reader));
    }

    private static BinaryReader Written(Action<BinaryWriter> write)
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        write(writer);
        writer.Flush();
        stream.Position = 0;
        return new BinaryReader(stream);
    }

    private static PatchMessage Message() => new()
    {
        Source = "/builds/shop",
        AppliedBy = "operator",
        Deltas = [new DeltaAssembly { Name = "Shop.Patch1", TargetMvid = Guid.NewGuid(), Image = [4, 5, 6] }],
        Modules =
        [
            new ModulePatch
            {
                Mvid = Guid.NewGuid(),
                Name = "Shop.dll",
                IsComplete = true,
                Tokens =
                [
                    new TokenDefinition
                    {
                        Kind = TokenKind.AssemblyReference,
                        Name = "Lib",
                        Version = new Version(1, 2, 3, 4),
                        PublicKeyToken = [1, 2, 3, 4, 5, 6, 7, 8],
                    },
                    new TokenDefinition { Kind = TokenKind.TypeReference, Parent = TokenReference.Defined(0), Name = "N.T" },
                    new TokenDefinition
                    {
                        Kind = TokenKind.MemberReference,
                        Parent = TokenReference.Defined(1),
                        Name = "M",
                        Signature = new SignatureTemplate
                        {
                            Bytes = [0, 1, 1, 0x12],
                            Positions = [4],
                            Tokens = [TokenReference.Existing(0x02000003)],
                        },
                    },
                ],
                Bodies =
                [
                    new BodyPatch
                    {
                        Method = 0x06000001,
                        Function = "Shop.Total()",
                        Body = [1, 2, 3, 4, 5],
                        FixupOffsets = [1],
                        FixupTokens = [TokenReference.Defined(2)],
                        OldBodyChecksum = ulong.MaxValue,
                    },
                ],
            },
        ],
        Registry = [9],
    };
}
