using System.Text.RegularExpressions;

namespace Bothy.Architecture.Tests;

/// <summary>Habits that a machine can check: each with the places that break it.</summary>
public sealed partial class StyleTests
{
    private const int LongestFile = 400;
    private const int OrdinaryFile = 200;

    [Fact]
    public void Types_All_AreNamedForWhatTheyDo() =>
        Repository.Sources.Concat(Repository.Tests).SelectMany(file => file.CodeMatches(VagueType())).ShouldBeEmpty();

    [Fact]
    public void Files_All_AreNamedForWhatTheyHold() =>
        Repository.Sources.Concat(Repository.Tests).Select(file => file.Path).Where(path => path.Split('/').Any(part => VaguePath().IsMatch(part))).ShouldBeEmpty();

    [Fact]
    public void Files_All_AreShort()
    {
        Repository.Sources.Where(file => file.Lines.Count > LongestFile).Select(file => $"{file.Path}: {file.Lines.Count}").ShouldBeEmpty();
        var ordinary = Repository.Sources.Count(file => file.Lines.Count <= OrdinaryFile);
        (ordinary / (double)Repository.Sources.Count).ShouldBeGreaterThanOrEqualTo(0.9);
    }

    [Fact]
    public void PublicTypes_All_SayTheirContract() =>
        Repository.Sources.SelectMany(UndocumentedTypes).ShouldBeEmpty();

    [Theory]
    [InlineData(@"\basync\s+void\b", "nobody sees its exceptions: return a Task")]
    [InlineData(@"GetAwaiter\(\)\.GetResult\(\)", "blocks a thread and may deadlock: await")]
    [InlineData(@"Channel\.CreateUnbounded", "grows without limit: bound it")]
    [InlineData(@"\bDateTime(Offset)?\.(Utc)?Now\b", "time comes from TimeProvider")]
    [InlineData(@"\bThread\.Sleep\((?!Timeout\.Infinite)", "wait for a condition, not for time")]
    [InlineData(@"^\s*#region\b", "make it a file")]
    public void Sources_BannedWords_DoNotOccur(string pattern, string reason) =>
        Repository.Sources.SelectMany(file => file.CodeMatches(new Regex(pattern))).ShouldBeEmpty(reason);

    [Theory]
    [InlineData(@"\basync\s+void\b", "nobody sees its exceptions: return a Task")]
    [InlineData(@"\bThread\.Sleep\(", "wait for a condition, not for time")]
    public void Tests_BannedWords_DoNotOccur(string pattern, string reason) =>
        Repository.Tests.Where(file => file.Project != "Bothy.Architecture.Tests").SelectMany(file => file.CodeMatches(new Regex(pattern))).ShouldBeEmpty(reason);

    [Fact]
    public void Sources_UnfinishedBusiness_DoesNotOccur() =>
        Repository.Sources.SelectMany(file => file.Matches(line => Unfinished().IsMatch(line))).ShouldBeEmpty();

    [Fact]
    public void Texts_PathsOfOneMachine_DoNotOccur()
    {
        // Put together here, so that this file does not hold them.
        string[] paths = ["/" + "work/", "/" + "tmp/bash", "/" + "root/."];

        Repository.Texts.SelectMany(file => file.Matches(line => paths.Any(path => line.Contains(path, StringComparison.Ordinal)))).ShouldBeEmpty();
    }

    private static IEnumerable<string> UndocumentedTypes(SourceFile file)
    {
        for (var i = 0; i < file.Lines.Count; i++)
        {
            if (!PublicType().IsMatch(file.Lines[i]))
            {
                continue;
            }

            // The declaration's attributes may take any number of lines; a blank line ends the block above.
            var block = file.Lines.Take(i).Reverse().TakeWhile(line => line.Length > 0);
            if (!block.Any(line => line.StartsWith("///", StringComparison.Ordinal)))
            {
                yield return $"{file.Path}:{i + 1}: {file.Lines[i]}";
            }
        }
    }

    [GeneratedRegex(@"\b(class|struct|record|interface|enum)\s+\w*(Manager|Helpers?|Utils?|Utilities|Common)\b")]
    private static partial Regex VagueType();

    [GeneratedRegex(@"^\w*(Manager|Helpers?|Utils?|Utilities|Common)(\.cs)?$")]
    private static partial Regex VaguePath();

    [GeneratedRegex(@"^public\s+((static|sealed|abstract|readonly|partial|unsafe|ref)\s+)*(class|struct|record|interface|enum|delegate)\b")]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Unfinished();
}
