using Bothy.Runner.Disks;

namespace Bothy.Runner.Tests.Disks;

public sealed class DiskWarningTests
{
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData(0, 20 * GiB)]
    [InlineData(18 * GiB, 20 * GiB)]
    [InlineData(95 * GiB, 100 * GiB)]
    public void For_RoomLeft_IsSilent(long used, long limit) => DiskWarning.For(used, limit, limit).ShouldBeNull();

    [Fact]
    public void For_NearlyFull_SaysHowMuchIsLeft() => DiskWarning.For(19 * GiB, 20 * GiB, 20 * GiB)!.ShouldContain("1.0 of 20.0 GiB are left");

    [Theory]
    [InlineData(20 * GiB, 20 * GiB)]
    [InlineData(21 * GiB, 20 * GiB)]
    public void For_FullOrLowered_SaysThatNothingCanBeWritten(long used, long limit) => DiskWarning.For(used, limit, limit)!.ShouldContain("nothing can be written");

    [Theory]
    [InlineData(1, 5, 20)]
    [InlineData(50, 60, 64)]
    public void For_HostHasLessThanTheClassButPlenty_IsSilent(long usedGiB, long limitGiB, long classGiB) =>
        DiskWarning.For(usedGiB * GiB, limitGiB * GiB, classGiB * GiB).ShouldBeNull();

    [Fact]
    public void For_HostHasLittle_SaysThatItIsTheHost()
    {
        var warning = DiskWarning.For(1 * GiB, 4 * GiB, 20 * GiB)!;

        warning.ShouldContain("The host's disk is nearly full: 3.0 GiB are left");
        warning.ShouldContain("20.0 GiB");
    }

    [Fact]
    public void For_HostHasNothing_SaysThatNothingCanBeWritten() =>
        DiskWarning.For(19 * GiB, 19 * GiB, 20 * GiB)!.ShouldContain("The host's disk is nearly full: nothing can be written");

    [Fact]
    public void For_LimitRoundedToBlocks_IsNotTheHosts() => DiskWarning.For(100, 20 * GiB - 4095, 20 * GiB).ShouldBeNull();
}
