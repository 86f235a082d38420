using System.Text;

namespace Hotfixing.Binary.BuildInfo;

/// <summary>The lines about modules and settings (runtime/debug/mod.go, ParseBuildInfo, 1.19 to 1.26).</summary>
internal sealed class GoBuildInfoText
{
    private readonly string _file;
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private readonly List<GoModule> _dependencies = [];

    public GoBuildInfoText(string file, string text)
    {
        _file = file;
        var lastIsMain = false;
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var columns = line.Split('\t');
            switch (columns)
            {
                case ["path", var path, ..]:
                    MainPackage = path;
                    break;
                case ["mod", ..]:
                    MainModule = Module(columns, line);
                    lastIsMain = true;
                    break;
                case ["dep", ..]:
                    _dependencies.Add(Module(columns, line));
                    lastIsMain = false;
                    break;
                case ["=>", ..]:
                    Replace(lastIsMain, Module(columns, line));
                    break;
                case ["build"]:
                    throw Invalid(line);
                case ["build", ..]:
                    Set(line["build\t".Length..], line);
                    break;
                default:
                    // Later versions of Go may add lines; those of the versions that are supported are all here.
                    break;
            }
        }
    }

    public string MainPackage { get; } = "";

    public GoModule? MainModule { get; private set; }

    public IReadOnlyList<GoModule> Dependencies => _dependencies;

    public IReadOnlyDictionary<string, string> Settings => _settings;

    private GoModule Module(string[] columns, string line) => columns switch
    {
        [_, var path] => new GoModule(path, "", ""),
        [_, var path, var version] => new GoModule(path, version, ""),
        [_, var path, var version, var sum] => new GoModule(path, version, sum),
        _ => throw Invalid(line),
    };

    private void Replace(bool lastIsMain, GoModule replacement)
    {
        if (lastIsMain)
        {
            MainModule = MainModule! with { Replacement = replacement };
            return;
        }

        if (_dependencies.Count == 0)
        {
            throw Invalid($"=>\t{replacement.Path}");
        }

        _dependencies[^1] = _dependencies[^1] with { Replacement = replacement };
    }

    // key=value, each of them quoted as Go quotes strings when it holds a blank, a quote or the like.
    private void Set(string setting, string line)
    {
        var (key, rest) = Unquote(setting, '=', line);
        if (!rest.StartsWith('='))
        {
            throw Invalid(line);
        }

        _settings[key] = Unquote(rest[1..], null, line).Text;
    }

    private (string Text, string Remainder) Unquote(string text, char? end, string line)
    {
        if (text.StartsWith('`'))
        {
            var close = text.IndexOf('`', 1);
            return close < 0 ? throw Invalid(line) : (text[1..close], text[(close + 1)..]);
        }

        if (!text.StartsWith('"'))
        {
            var stop = end is { } c ? text.IndexOf(c, StringComparison.Ordinal) : text.Length;
            return stop < 0 ? throw Invalid(line) : (text[..stop], text[stop..]);
        }

        var result = new List<byte>();
        var reader = new GoStringLiteral(text);
        return reader.TryRead(result, out var rest) ? (Encoding.UTF8.GetString([.. result]), rest) : throw Invalid(line);
    }

    private InvalidBinaryException Invalid(string line) => new(_file, 0, $"its build information has a line that makes no sense: {line}");
}
