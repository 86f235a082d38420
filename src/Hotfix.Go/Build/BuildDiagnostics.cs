namespace Hotfixing.Go.Build;

/// <summary>Why edited sources cannot be rebuilt like the running program, or a patch file not be used. Documented in docs/diagnostics.md.</summary>
internal static class BuildDiagnostics
{
    private const string SameSettings = "the new code has to be built exactly as the running program was, or unchanged functions would differ too";

    public static Diagnostic ToolchainMissing(string version, IReadOnlyList<string> others) => Refuse(
        "HF4301",
        $"the program was built with {version}, and that toolchain is not here; {(others.Count == 0 ? "there is no Go at all" : $"found: {string.Join(", ", others)}")}",
        SameSettings,
        $"install it (go install golang.org/dl/{version}@latest && {version} download, or your distribution's package), or set HOTFIX_GO to its "
            + "folder. Or build a patch file where it is: hotfix build");

    public static Diagnostic NamedToolchainUnfit(string path, string? version, string wanted) => Refuse(
        "HF4302",
        version is null ? $"HOTFIX_GO names {path}, which is no Go toolchain" : $"HOTFIX_GO names {path}, which is {version}; the program was built with {wanted}",
        SameSettings,
        $"let HOTFIX_GO name the folder of {wanted}, or unset it so that the toolchain is looked for");

    public static Diagnostic DoesNotCompile(string folder, string output) => Refuse(
        "HF4303", $"the sources in {folder} do not compile", output, "mend the sources; go build shows the same");

    public static Diagnostic ModulesMissing(string folder, string output) => Refuse(
        "HF4304",
        $"modules that {folder} needs are not here; nothing is fetched from the network",
        output,
        "run go mod download in the folder, or go mod vendor, or give the sources with the modules of the running program");

    public static Diagnostic NotAMainPackage(string folder, string reason) => Refuse(
        "HF4305", $"{folder} is not the main package of a Go program", reason, "give the folder with the program's func main, or a file that hotfix build made");

    public static Diagnostic AnotherProgram(string folder, string given, string running) => Refuse(
        "HF4306",
        $"{folder} holds the sources of {given}; what runs is {running}",
        "a patch is made from the edited sources of the very program that runs",
        "give the folder of that program's main package, or the id of a process that runs this one");

    public static Diagnostic Instrumented(string flag) => Refuse(
        "HF4307",
        $"the program was built with {flag}",
        "instrumented code calls a runtime of its own, which this version does not patch",
        $"build and start the program without {flag}");

    public static Diagnostic OtherBuildMode(string mode) => Refuse(
        "HF4308",
        $"the program was built with -buildmode={mode}",
        "this version patches programs that are executables of their own",
        "build and start the program as an ordinary executable");

    public static Diagnostic UnknownSetting(string setting) => Refuse(
        "HF4309",
        $"the program was built with {setting}",
        "this version has not been shown to rebuild such a program to the same code",
        "build and start the program without it");

    public static Diagnostic UntestedVersion(string version) => Refuse(
        "HF4310",
        $"the program was built with {version}",
        "this version patches programs of Go 1.19 to 1.26; others may keep their data differently",
        "build and start the program with one of these, or use a version of hotfix that knows this one");

    public static Diagnostic NameTaken(string file, string name) => Refuse(
        "HF4311",
        $"{file} declares {name}",
        "a file with functions of hotfix's own is compiled with the main package, and this name stands in its way",
        $"give {name} another name");

    public static Diagnostic NoCompilerForC(string output) => Refuse(
        "HF4312", "the program contains C code, and there is no C compiler here", output, "install gcc; or build a patch file where there is one: hotfix build");

    public static Diagnostic ProfileMissing(string path) => Refuse(
        "HF4313",
        $"the program was built with the profile {path}, which is not here",
        "the compiler inlines by it; without it unchanged functions would differ too",
        "put the profile there, or into the folder of the main package under the same name");

    public static Diagnostic DoesNotLink(string output) => Refuse(
        "HF4314", "Go's linker did not make an object of the sources", output, "mend what it says; where it says nothing one can mend, report it");

    public static Diagnostic DamagedFile(string path, string reason) => Refuse(
        "HF4315", $"{path} is damaged: {reason}", "a patch file is used whole or not at all", "copy it again, or build it again: hotfix build");

    public static Diagnostic OtherFileVersion(string path, uint version, uint known) => Refuse(
        "HF4316",
        $"{path} has format version {version}; this hotfix reads version {known}",
        "what an unknown version means cannot be guessed",
        "build the file again with this hotfix, or use the hotfix that made it");

    public static Diagnostic MadeForAnotherBuild(string path, string program, string madeFor, string running) => Refuse(
        "HF4317",
        $"{path} was made for the build {madeFor} of {program}; what runs is the build {running}",
        "a patch fits the build it was made for and no other",
        "build it again from the sources of what runs: hotfix build --like <pid>");

    public static Diagnostic HasCode(string language, string package) => new(
        "HF4318",
        Severity.Warning,
        $"{package} contains {language} code",
        "that code is not compared: what changed in it is not seen, and stays as it runs",
        "if it changed, deploy with a restart");

    public static Diagnostic ModuleDiffers(string module, string given, string running) => new(
        "HF4319",
        Severity.Warning,
        $"the sources use {module} {given}; what runs was built with {running}",
        "every function that differs between the two becomes part of the patch",
        "if that is not meant, give the sources with the version that runs (go get)");

    public static Diagnostic NoBuildInformation(string program) => Refuse(
        "HF4320",
        $"{program} does not say how it was built",
        "without it the same code cannot be built again",
        "build the program with modules and go build, and start that");

    public static Diagnostic NoScratchFolder(string folder, string reason) => Refuse(
        "HF4321",
        $"nothing can be put into the folder for temporary files, {folder}",
        reason,
        "let TMPDIR name a folder that exists, can be written to, and has some space");

    public static Diagnostic IsTest(string package) => Refuse(
        "HF4322",
        $"the program is a test of {package} (go test)",
        "its main package is one that the go command has written; there are no sources of it to edit",
        "patch a program that go build made");

    public static Diagnostic LeftOut(string folder, IReadOnlyList<string> files) => new(
        "HF4323",
        Severity.Warning,
        $"left out of what is built: {string.Join(", ", files)} in {folder}",
        "the program was built from named files, and no code of it comes from these",
        "move what belongs to the patch into a file the program was built from");

    public static Diagnostic OtherFiles(string folder, IReadOnlyList<string> files) => Refuse(
        "HF4324",
        $"{folder} has none of the files that the program was built from",
        files.Count > 0 ? $"it was built from named files: {string.Join(", ", files)}" : "it was built from named files, and does not tell which",
        "give the folder that holds them, each under its name");

    private static Diagnostic Refuse(string id, string what, string why, string remedy) =>
        new(id, Severity.Refusal, what, why, remedy);
}
