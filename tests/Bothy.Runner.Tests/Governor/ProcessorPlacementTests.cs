using Bothy.Runner.Governor;

namespace Bothy.Runner.Tests.Governor;

public sealed class ProcessorPlacementTests
{
    private static readonly IReadOnlyList<int> All = [0, 1, 2, 3];

    private readonly ProcessorPlacement placement = new();
    private readonly Guid first = Guid.NewGuid();
    private readonly Guid second = Guid.NewGuid();
    private readonly Guid third = Guid.NewGuid();

    [Fact]
    public void Place_Several_AreApartAsLongAsThereIsRoom()
    {
        placement.Place(first, 2, All).ShouldBe([2, 3]);
        placement.Place(second, 1, All).ShouldBe([1]);
        placement.Place(third, 1, All).ShouldBe([0]);
        placement.Place(first, 2, All).ShouldBe([2, 3], "it stays where it is");

        placement.Release(second);
        placement.Place(Guid.NewGuid(), 1, All).ShouldBe([1]);
    }

    [Fact]
    public void Place_OthersBecomeFree_MovesThere()
    {
        placement.Place(first, 2, All).ShouldBe([2, 3]);
        placement.Place(second, 2, All).ShouldBe([0, 1]);
        placement.Place(third, 2, All).ShouldBe([2, 3]);

        placement.Release(second);
        placement.Place(first, 2, All).ShouldBe([0, 1]);
        placement.Place(third, 2, All).ShouldBe([2, 3]);
    }

    [Fact]
    public void Place_ItsLimitsOrTheHostChange_IsPlacedAnew()
    {
        placement.Place(first, 1, All).ShouldBe([3]);
        placement.Place(first, 2, All).ShouldBe([2, 3]);
        placement.Place(first, 1, [0, 1]).ShouldBe([1]);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Place_AsManyAsThereAre_MayHaveAll(int count) => placement.Place(first, count, All).ShouldBeNull();
}
