using Bothy.Volumes.Caches;
using Bothy.Volumes.Chunks;

namespace Bothy.Volumes.Tests.Caches;

public sealed class SlotIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Find_AfterRandomChanges_AgreesWithADictionary(int seed)
    {
        var random = new Random(seed);
        var names = new ContentName[50];
        var index = new SlotIndex(names);
        var model = new Dictionary<ContentName, int>();
        for (var i = 0; i < 5000; i++)
        {
            // Few different homes, so that they meet.
            var name = new ContentName(1, 2, 3, (ulong)random.Next(1, 120));
            var slot = random.Next(names.Length);
            if (!names[slot].IsNone)
            {
                index.Remove(slot);
                model.Remove(names[slot]);
                names[slot] = default;
            }
            else if (model.TryAdd(name, slot))
            {
                names[slot] = name;
                index.Add(slot);
            }

            index.Find(name).ShouldBe(model.TryGetValue(name, out var expected) ? expected : -1, $"seed {seed}, step {i}");
        }
    }
}
