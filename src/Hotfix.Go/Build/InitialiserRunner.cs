using System.Text.RegularExpressions;

namespace Hotfixing.Go.Build;

/// <summary>
/// The Go file that is compiled with the main package of a patch. It runs the patch's initialisers in the target, where it catches
/// their panics; its own init only keeps it from being left out, and is never run. Linking finds its parts by their names. It also refers to
/// functions that the new build would lack, which brings them into it.
/// </summary>
internal static partial class InitialiserRunner
{
    /// <summary>The function that the runtime's own goroutine is led to: it takes back what woke it, starts the run, and returns.</summary>
    public const string Kick = "hotfix_kick";

    /// <summary>uint32: 1 kicked, 2 running, 3 done, 4 panicked, 5 ended its goroutine.</summary>
    public const string State = "hotfix_state";

    /// <summary>int: which initialiser is running, from 0.</summary>
    public const string Current = "hotfix_current";

    /// <summary>[]func(): the initialisers.</summary>
    public const string Functions = "hotfix_functions";

    /// <summary>[512]byte: the message of a panic.</summary>
    public const string Message = "hotfix_message";

    /// <summary>int: how many bytes the message has.</summary>
    public const string MessageLength = "hotfix_message_length";

    /// <summary>What the kick takes back: *uint64 with its value, *uint32 with its value in a uint64.</summary>
    public const string Restored = "hotfix_restored";

    /// <summary>bool: never true.</summary>
    public const string Never = "hotfix_never";

    /// <summary>
    /// How the file is called: behind every other one, so that its init gets the last number and every other keeps its own. The
    /// go command takes no name that begins with another character than a letter, digit or dot (cmd/go/internal/load/pkg.go, SafeArg).
    /// </summary>
    public const string FileName = "z~hotfix.go";

    /// <summary>The functions it keeps, and with a number behind it the name each has in this file.</summary>
    public const string Kept = "hotfix_kept";

    private const string Run = "hotfix_run";
    private const string End = "hotfix_end";
    private const string Describe = "hotfix_describe";

    private static readonly string[] Own = [Kick, State, Current, Functions, Message, MessageLength, Restored, Never, Run, End, Describe];

    /// <summary>
    /// The file's text. Where files that hold C code have init functions it says that it holds some, too: those files are compiled behind
    /// all others, and these functions would get later numbers than its own. It gives C functions other names in the package, made from
    /// all such files (cmd/cgo/main.go, cPrefix).
    /// </summary>
    /// <param name="hasInitInCgoFiles">Whether files that hold C code have init functions.</param>
    /// <param name="kept">The functions to refer to, as their symbols are called.</param>
    public static string Source(bool hasInitInCgoFiles, IReadOnlyList<string> kept) => $$"""
        package main
        {{(hasInitInCgoFiles ? "\nimport \"C\"\n" : "")}}{{Declarations(kept)}}
        var {{Never}} bool
        var {{State}} uint32
        var {{Current}} int
        var {{Functions}} []func()
        var {{Message}} [512]byte
        var {{MessageLength}} int
        var {{Restored}} struct {
            p8 *uint64
            v8 uint64
            p4 *uint32
            v4 uint64
        }

        func init() {
            if {{Never}} {
                {{Kick}}()
                for _, f := range {{Kept}} {
                    f()
                }
            }
        }

        //go:noinline
        func {{Kick}}() {
            if {{Restored}}.p8 != nil {
                *{{Restored}}.p8 = {{Restored}}.v8
            }
            if {{Restored}}.p4 != nil {
                *{{Restored}}.p4 = uint32({{Restored}}.v4)
            }
            {{State}} = 1
            go {{Run}}()
        }

        //go:noinline
        func {{Run}}() {
            defer {{End}}()
            {{State}} = 2
            for i, f := range {{Functions}} {
                {{Current}} = i
                f()
            }
            {{Current}}++
            {{State}} = 3
        }

        //go:noinline
        func {{End}}() {
            if {{State}} == 3 {
                return
            }
            value := recover()
            if value == nil {
                {{State}} = 5
                return
            }
            {{Describe}}(value)
            {{State}} = 4
        }

        //go:noinline
        func {{Describe}}(value interface{}) {
            defer func() { recover() }()
            text := "panic with a value of another type"
            switch v := value.(type) {
            case interface{ Error() string }:
                text = v.Error()
            case string:
                text = v
            case interface{ String() string }:
                text = v.String()
            }
            {{MessageLength}} = copy({{Message}}[:], text)
        }

        """;

    /// <summary>The name in a source file of the main package that cannot stand beside this file; null when there is none.</summary>
    public static string? Collision(string text) => Names().Matches(text).Select(m => m.Value).FirstOrDefault(n => Own.Contains(n) || n.StartsWith(Kept, StringComparison.Ordinal))
        ?? (Redeclared().Match(text) is { Success: true } match ? match.Groups["name"].Value : null);

    // A function without a body under a name of the linker's: what code is behind it does not matter to a reference.
    private static string Declarations(IReadOnlyList<string> kept)
    {
        var names = kept.Select((_, i) => $"{Kept}_{i}").ToList();
        var list = $"var {Kept} = [...]func(){{{string.Join(", ", names)}}}\n";
        return kept.Count == 0 ? $"\n{list}"
            : $"\nimport _ \"unsafe\"\n\n{string.Concat(kept.Zip(names, (k, n) => $"//go:linkname {n} {k}\nfunc {n}()\n\n"))}{list}";
    }

    [GeneratedRegex(@"\bhotfix_\w+")]
    private static partial Regex Names();

    // A package may give names of the language another meaning; the file above uses these.
    [GeneratedRegex(
        @"^((func|type|var|const)\s+|(type|var|const)\s*\(\s*\n((?!\)).*\n)*?\t)(\w+\s*,\s*)*(?<name>recover|copy|nil|bool|string|byte|int|uint32|uint64)\b",
        RegexOptions.Multiline)]
    private static partial Regex Redeclared();
}
