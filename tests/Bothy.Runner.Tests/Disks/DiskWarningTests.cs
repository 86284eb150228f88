using Bothy.Runner.Disks;

namespace Bothy.Runner.Tests.Disks;

public sealed class DiskWarningTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData(0, 20 * GiB)]
    [InlineData(18 * GiB, 20 * GiB)]
    [InlineData(95 * GiB, 100 * GiB)]
    public void For_RoomLeft_IsSilent(long used, long limit) => DiskWarning.For(used, limit).ShouldBeNull();

    [Fact]
    public void For_NearlyFull_SaysHowMuchIsLeft() => DiskWarning.For(19 * GiB, 20 * GiB)!.ShouldContain("1.0 of 20.0 GiB are left");

    [Theory]
    [InlineData(20 * GiB, 20 * GiB)]
    [InlineData(21 * GiB, 20 * GiB)]
    public void For_FullOrLowered_SaysThatNothingCanBeWritten(long used, long limit) => DiskWarning.For(used, limit)!.ShouldContain("nothing can be written");
}
