using Bothy.Volumes.Quality;
using Bothy.Volumes.Tests.Serving;

namespace Bothy.Volumes.Tests.Quality;

public sealed class BacklogTests
{
    private readonly Backlog backlog = new();

    [Theory]
    [InlineData(true, Backlog.CompetingStep)]
    [InlineData(false, Backlog.AloneStep)]
    public void Settle_FromTheStepOn_FlushesAndForgets(bool competing, int step)
    {
        var volume = new MemoryVolume(4096);
        backlog.Add(step - 1);
        backlog.Settle(volume, competing).ShouldBeFalse();
        volume.Flushes.ShouldBe(0);

        backlog.Add(1);

        backlog.Settle(volume, competing).ShouldBeTrue();
        volume.Flushes.ShouldBe(1);
        backlog.Bytes.ShouldBe(0);
    }

    [Fact]
    public void Settle_OfAVolumeThatFails_LetsTheNextTry()
    {
        backlog.Add(Backlog.AloneStep);

        backlog.Settle(new MemoryVolume(4096) { Broken = true }, competing: false).ShouldBeTrue();

        backlog.Holds(competing: true).ShouldBeFalse();
        backlog.Add(Backlog.AloneStep);
        backlog.Settle(new MemoryVolume(4096), competing: false).ShouldBeTrue();
    }

    [Fact]
    public void Holds_WhileItIsFlushedAndMoreHasCome_Only()
    {
        backlog.Add(Backlog.CompetingStep * 2);
        backlog.Holds(competing: true).ShouldBeFalse();

        var held = new List<bool>();
        var volume = new MemoryVolume(4096)
        {
            OnFlush = () =>
            {
                held.Add(backlog.Holds(competing: true));
                held.Add(backlog.Holds(competing: false));
            },
        };
        backlog.Settle(volume, competing: true);

        held.ShouldBe([true, false]);
        backlog.Holds(competing: true).ShouldBeFalse();
    }

    [Fact]
    public void Settle_WhatCameMeanwhile_IsFlushedToo()
    {
        var once = true;
        backlog.Add(Backlog.CompetingStep);
        var volume = new MemoryVolume(4096)
        {
            OnFlush = () =>
            {
                backlog.Add(once ? Backlog.CompetingStep : 0);
                once = false;
            },
        };

        backlog.Settle(volume, competing: true);

        volume.Flushes.ShouldBe(2);
        backlog.Bytes.ShouldBe(0);
    }

    [Fact]
    public void Remove_MoreThanThereIs_LeavesNothing()
    {
        backlog.Add(10);
        backlog.Remove(20);

        backlog.Bytes.ShouldBe(0);
    }
}
