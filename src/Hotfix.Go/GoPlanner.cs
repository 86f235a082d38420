using Hotfixing.Go.Inspect;
using Hotfixing.Go.Stage;

namespace Hotfixing.Go;

/// <summary>Works out what a patch would do to a process. Only reads it.</summary>
/// <param name="runtime">The process.</param>
/// <param name="history">The patches it has had, those that are not in effect too.</param>
/// <param name="patch">What is asked for.</param>
/// <param name="progress">Told what is being done.</param>
internal delegate GoPatchPlan GoPlanner(GoRuntime runtime, IReadOnlyList<StagedPatch> history, Patch patch, IProgress<string>? progress);
