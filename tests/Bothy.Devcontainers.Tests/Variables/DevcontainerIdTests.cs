using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers.Tests.Variables;

public sealed class DevcontainerIdTests
{
    /// <summary>Computed with the JavaScript of the Dev Container ID proposal.</summary>
    [Fact]
    public void FromLabel_KnownLabel_GivesTheProposalsResult() =>
        DevcontainerId.FromLabel("a", "b").ShouldBe("1mqafr5h2iu6dhh3k1m4vtnuhml2uiec4s7bntt1v0f25ao63i1n");

    /// <summary>A result with a leading zero.</summary>
    [Fact]
    public void ForEnvironment_KnownId_GivesTheProposalsResult() =>
        DevcontainerId.ForEnvironment(new Guid("0192f3a0-7b1c-7000-8000-000000000001")).ShouldBe("0clb1q7c5afcldceonrtcugju5kd6gbk3rusdouriva8r61om68b");
}
