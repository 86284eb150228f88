using Bothy.Security.Tests.Attempts;
using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests;

/// <summary>
/// Every attempt three times: in the sandbox as it is, where it must be refused in exactly one way; with all but one of the protections that
/// stop it taken away, for each of them; and with all of them taken away, where it must succeed, so that none passes for a wrong reason.
/// </summary>
public sealed class AttemptTests(Laboratory laboratory)
{
    private static readonly IReadOnlySet<Protection> None = new HashSet<Protection>();

    public static TheoryData<string> Names => [.. Catalogue.All.Select(attempt => attempt.Name)];

    public static TheoryData<string> PossibleHere => [.. Catalogue.All.Where(attempt => IsPossibleHere(attempt) && !attempt.IsHarmful).Select(attempt => attempt.Name)];

    public static TheoryData<string, Protection> Layers => [.. Catalogue.All
        .Where(attempt => attempt.By.Count > 1 && IsPossibleHere(attempt))
        .SelectMany(attempt => attempt.By.Keys.Select(protection => new TheoryDataRow<string, Protection>(attempt.Name, protection)))];

    [Theory, MemberData(nameof(Names))]
    public async Task Attempt_SandboxAsItIs_IsRefused(string name)
    {
        var attempt = await FindAsync(name);
        (await RunAsync(attempt, None)).ShouldBe(Outcome.Refused(attempt.Refused));
    }

    [Theory, MemberData(nameof(Layers))]
    public async Task Attempt_OneProtectionLeft_IsRefusedByIt(string name, Protection left)
    {
        var attempt = await FindAsync(name);
        (await RunAsync(attempt, attempt.By.Keys.Where(protection => protection != left).ToHashSet())).ShouldBe(Outcome.Refused(attempt.By[left]));
    }

    [Theory, MemberData(nameof(PossibleHere))]
    public async Task Attempt_NoProtectionLeft_Succeeds(string name)
    {
        var attempt = await FindAsync(name);
        (await RunAsync(attempt, attempt.By.Keys.ToHashSet())).ShouldBe(Outcome.Succeeded);
    }

    private async Task<Outcome> RunAsync(Attempt attempt, IReadOnlySet<Protection> removed)
    {
        var before = HostKnobs.Read();
        await using var stage = await attempt.Prepare(laboratory);
        var outcome = await laboratory.RunAsync(attempt.Name, stage with { Arguments = [.. attempt.Arguments, .. stage.Arguments] }, removed);
        before.ChangedTo(HostKnobs.Read()).ShouldBeEmpty("the host is unharmed");
        return outcome;
    }

    private async Task<Attempt> FindAsync(string name)
    {
        Assert.SkipWhen(Host.Missing is not null, Host.Missing ?? "");
        var attempt = Catalogue.All.Single(attempt => attempt.Name == name);
        Assert.SkipUnless(IsPossibleHere(attempt), $"this host has no {attempt.Needs}");
        Assert.SkipUnless(attempt.Rare is null || await laboratory.RunOnHostAsync(name) == Outcome.Succeeded, $"this host has no {attempt.Rare}");
        return attempt;
    }

    private static bool IsPossibleHere(Attempt attempt) => attempt.Needs is null || Path.Exists(attempt.Needs);
}
