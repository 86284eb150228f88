using Bothy.Volumes.Hosting;

namespace Bothy.Volumes.Tests.Hosting;

public sealed class ServingKernelTests
{
    [Theory]
    [InlineData("6.9.0", true)]
    [InlineData("6.18.5-cloud-amd64", true)]
    [InlineData("7.0-rc1\n", true)]
    [InlineData("6.8.12-generic", false)]
    [InlineData("6.1.0-49-amd64", false)]
    [InlineData("5.15", false)]
    [InlineData("unknown", false)]
    [InlineData("", false)]
    public void IsKept_Release_FromSixNineOn(string release, bool expected) => ServingKernel.IsKept(release).ShouldBe(expected);
}
