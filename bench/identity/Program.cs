using System.Diagnostics;
using Hotfixing.Tests.DotNet.Identity;
foreach (var path in args)
{
    var w = Stopwatch.StartNew();
    var touched = TouchedBuild.Of(path); var t1 = w.ElapsedMilliseconds;
    using var check = new IdentityCheck(path, touched); var t2 = w.ElapsedMilliseconds;
    var refusals = check.Diagnostics.Where(d => d.Severity == Severity.Refusal).ToList();
    Console.WriteLine($"{Path.GetFileName(path)} bodies {check.WithBody.Count()} linked {check.Linked.Module.Bodies.Length} changes {check.Comparison.Changes.Count} functions {check.Comparison.Changes.DistinctBy(c => c.Function).Count()} delta {check.Linked.Delta?.Image.Length} types {check.Linked.Contents.Types.Count} methods {check.Linked.Contents.Types.Sum(t => t.Methods.Count)} refusals {refusals.Count} touch {t1} check {t2 - t1} ms");
    var (i, m, f) = check.HoldAgainstOriginal();
    Console.WriteLine($"   inplace {i} moved {m} faults {f.Count} of {check.WithBody.Count()}\n      {string.Join("\n      ", f.Take(8).Select(s => s[..Math.Min(500, s.Length)]))}");
    foreach (var g in check.Diagnostics.GroupBy(d => (d.Severity, d.Id)).OrderBy(g => g.Key)) Console.WriteLine($"   {g.Key} {g.Count()}: {string.Join("\n      ", g.Take(g.Key.Severity == Severity.Refusal ? 6 : 1).Select(d => d.What + " / " + d.Why).Select(s => s[..Math.Min(300, s.Length)]))}");
}
