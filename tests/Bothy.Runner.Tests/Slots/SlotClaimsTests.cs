using Bothy.Runner.Slots;

namespace Bothy.Runner.Tests.Slots;

public sealed class SlotClaimsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("slots-").FullName;
    private readonly Guid one = Guid.NewGuid();
    private readonly Guid two = Guid.NewGuid();

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void Claim_Twice_IsTheSameSlot()
    {
        var claims = new SlotClaims(directory, "aaaaaa");
        var slot = claims.Claim(one, null);

        claims.Claim(one, slot).ShouldBe(slot);
        claims.List().ShouldBe([(slot, one)]);
    }

    [Fact]
    public void Claim_ByTwoInstallations_NeverTheSame()
    {
        var slots = Enumerable.Range(0, 40).AsParallel()
            .Select(i => new SlotClaims(directory, i % 2 == 0 ? "aaaaaa" : "bbbbbb").Claim(Guid.NewGuid(), null))
            .ToList();

        slots.Distinct().Count().ShouldBe(40);
    }

    [Fact]
    public void Claim_PreferredTakenByAnother_IsAnotherSlot()
    {
        var taken = new SlotClaims(directory, "bbbbbb").Claim(two, null);

        new SlotClaims(directory, "aaaaaa").Claim(one, taken).ShouldNotBe(taken);
    }

    [Fact]
    public void Claim_HeldButNotPreferred_IsTheHeldOne()
    {
        var claims = new SlotClaims(directory, "aaaaaa");
        var free = claims.Claim(two, null);
        var held = claims.Claim(one, null);
        claims.Release(free, two);

        claims.Claim(one, free).ShouldBe(held);
        claims.HeldBy(one).ShouldBe([held]);
    }

    [Fact]
    public void Release_OfAnothersSlot_DoesNothing()
    {
        var taken = new SlotClaims(directory, "bbbbbb").Claim(two, null);

        new SlotClaims(directory, "aaaaaa").Release(taken, one);

        new SlotClaims(directory, "bbbbbb").List().ShouldBe([(taken, two)]);
    }

    [Fact]
    public void Ids_OfDifferentSlots_DoNotOverlap()
    {
        var last = new Slot(Slot.Count - 1).Ids;

        new Slot(2).Ids.First.ShouldBe(new Slot(1).Ids.First + new Slot(1).Ids.Length);
        ((ulong)last.First + last.Length).ShouldBeLessThanOrEqualTo(int.MaxValue + 1UL);
    }
}
