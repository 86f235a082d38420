using Hotfixing.Go.Build;

namespace Hotfixing.Tests.Building;

public class ReadingFlags
{
    [Theory]
    [InlineData("", "")]
    [InlineData("-s -w", "")]
    [InlineData("-X main.version=7", "-X=main.version=7")]
    [InlineData("-X=main.version=7 -s", "-X=main.version=7")]
    [InlineData("-s -X 'main.version=seven of nine' --X main.b=2", "-X=main.version=seven of nine|-X=main.b=2")]
    [InlineData("all=-X main.version=7", "-X=main.version=7")]
    [InlineData("-linkmode=external -extldflags \"-static -lm\" -checklinkname=0", "-checklinkname=0")]
    [InlineData("-X", "")]
    [InlineData("-extld=/tmp/evil -X a.b=c", "-X=a.b=c")]
    public void Of_the_linkers_flags_only_values_of_variables_are_used_again(string recorded, string used) => Assert.Equal(
        used,
        string.Join('|', LinkerFlags.Of(new BuildSettings
        {
            GoVersion = "go1.24.4",
            MainPackage = "main",
            MainModule = "",
            Modules = new Dictionary<string, string>(),
            Settings = new Dictionary<string, string> { ["-ldflags"] = recorded },
            IsPositionIndependent = false,
            Identity = "",
        })));

    // What cmd/internal/quoted, Split, returns for the same.
    [Theory]
    [InlineData(" a  b\tc\n", "a|b|c")]
    [InlineData("'a b' \"c d\"e", "a b|c d|e")]
    [InlineData("a'b c'd", "a'b|c'd")]
    [InlineData("''", "")]
    public void Words_are_split_as_the_go_command_splits_them(string value, string words) => Assert.Equal(words, string.Join('|', LinkerFlags.Split(value)));
}
