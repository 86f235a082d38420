namespace Hotfixing.Tests.Architecture;

/// <summary>Ids no test names yet, in their order. This list may only become shorter.</summary>
internal static class UntestedIds
{
    public static readonly string[] All =
    [
        "HF1205", "HF1211", "HF1215", "HF1217", "HF1218", "HF2001", "HF2002", "HF2003", "HF2004", "HF2005",
        "HF2006", "HF2007", "HF2008", "HF2010", "HF2011", "HF3005", "HF3008", "HF3011", "HF3012", "HF3013",
        "HF3014", "HF3015", "HF3016", "HF3017", "HF3018", "HF3019", "HF3020", "HF3999",
    ];
}
