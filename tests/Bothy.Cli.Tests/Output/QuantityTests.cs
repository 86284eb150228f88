using Bothy.Cli.Output;

namespace Bothy.Cli.Tests.Output;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(-5, "0s")]
    [InlineData(0, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(7199, "119m")]
    [InlineData(7200, "2h")]
    [InlineData(11520, "3h12m")]
    [InlineData(190_000, "2d4h")]
    [InlineData(1_728_000, "20d")]
    public void Age_Seconds_AreShort(int seconds, string text) => Quantity.Age(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData(0.0004, "0 ms")]
    [InlineData(0.25, "250 ms")]
    [InlineData(0.9996, "1.0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(3700, "1 h 1 min")]
    public void Duration_Seconds_AreReadable(double seconds, string text) => Quantity.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(32L << 30, "32 GiB")]
    [InlineData(long.MaxValue, "8 EiB")]
    public void Size_Bytes_AreBinary(long bytes, string text) => Quantity.Size(bytes).ShouldBe(text);
}
