using System.Runtime.InteropServices;
using Bothy.Linux.Errors;
using Bothy.Linux.Fuse;
using Bothy.Volumes.Blocks;

namespace Bothy.Volumes.Tests.Serving;

/// <summary>The reader's own work, request by request.</summary>
public sealed class RequestReaderTests
{
    private const int Block = IBlockVolume.BlockSize;

    [Fact]
    public void ReadsAndWrites_InSteadyState_AllocateNothing()
    {
        using var kernel = new KernelEnd(new MemoryVolume(64 * Block));
        byte[][] requests =
        [
            KernelEnd.Request(FuseOpcode.Write, 2, new FuseTransfer { Offset = Block, Length = 4 * Block }, new byte[4 * Block]),
            KernelEnd.Request(FuseOpcode.Read, 4, new FuseTransfer { Offset = 0, Length = 8 * Block }),
            KernelEnd.Request(FuseOpcode.Read, 6, new FuseTransfer { Offset = 100, Length = 50 }),
            KernelEnd.Request(FuseOpcode.Allocate, 8, new FuseAllocation { Offset = 0, Length = Block, Mode = FuseAllocation.PunchHole | FuseAllocation.KeepSize }),
            KernelEnd.Request(FuseOpcode.Synchronise, 10, 0L),
        ];
        var reply = new byte[64 * Block];
        Serve(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Serve(1000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        kernel.Counts.Snapshot().Writes.ShouldBe(1100);

        void Serve(int rounds)
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var request in requests)
                {
                    kernel.Send(request);
                    kernel.Reader.TryServeNext();
                    if (kernel.Receive(reply) < FuseReplyHeader.Size)
                    {
                        throw new InvalidOperationException("no reply");
                    }
                }
            }
        }
    }

    [Fact]
    public void Requests_AnyBytes_TouchNothingOutsideTheVolume()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var kernel = new KernelEnd(new MemoryVolume(16 * Block));
        var reply = new byte[2 << 20];
        FuseOpcode[] opcodes = [FuseOpcode.Read, FuseOpcode.Write, FuseOpcode.Allocate, .. Enum.GetValues<FuseOpcode>()];
        for (var i = 0; i < 20_000; i++)
        {
            var request = Mutate(random, opcodes[random.Next(opcodes.Length)]);
            kernel.Send(request);
            kernel.Reader.TryServeNext().ShouldBeTrue();
            while (kernel.Receive(reply) is > 0 and var count)
            {
                var header = MemoryMarshal.Read<FuseReplyHeader>(reply);
                header.Length.ShouldBe((uint)count);
                header.Error.ShouldBeInRange(-4095, 0);
            }
        }

        kernel.Counts.Snapshot().Failures.ShouldBe(0, "the volume was never called out of bounds");
    }

    [Fact]
    public void Volume_ThrowsWhatItShouldNot_FailsThatRequestAndNoOther()
    {
        using var kernel = new KernelEnd(new MemoryVolume(16 * Block) { Broken = true });
        var reply = new byte[2 * Block];
        foreach (var opcode in new[] { FuseOpcode.Read, FuseOpcode.Write, FuseOpcode.Synchronise })
        {
            kernel.Send(KernelEnd.Request(opcode, 2, new FuseTransfer { Length = Block }, opcode == FuseOpcode.Write ? new byte[Block] : []));

            kernel.Reader.TryServeNext().ShouldBeTrue();

            kernel.Receive(reply).ShouldBe(FuseReplyHeader.Size);
            MemoryMarshal.Read<FuseReplyHeader>(reply).Error.ShouldBe(-(int)Errno.EIO);
        }
    }

    [Fact]
    public async Task Read_OfWhatIsNotHere_HoldsUpNobodyAndIsAnsweredWhenItCame()
    {
        var volume = new DistantVolume(new MemoryVolume(16 * Block));
        using var kernel = new KernelEnd(volume);
        var reply = new byte[4 * Block];
        kernel.Send(KernelEnd.Request(FuseOpcode.Read, 2, new FuseTransfer { Offset = DistantVolume.From, Length = Block }));
        kernel.Send(KernelEnd.Request(FuseOpcode.Read, 4, new FuseTransfer { Offset = 0, Length = Block }));
        kernel.Send(KernelEnd.Request(FuseOpcode.Write, 6, new FuseTransfer { Offset = DistantVolume.From, Length = Block }, new byte[Block]));

        for (var i = 0; i < 3; i++)
        {
            kernel.Reader.TryServeNext();
        }

        NextUnique().ShouldBe(4ul);
        NextUnique().ShouldBe(6ul);
        kernel.Receive(reply).ShouldBe(-1);
        volume.Arrive();
        var deadline = Task.Delay(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        while (kernel.Receive(reply) < 0)
        {
            deadline.IsCompleted.ShouldBeFalse("no answer after the data came");
            await Task.Yield();
        }

        MemoryMarshal.Read<FuseReplyHeader>(reply).Unique.ShouldBe(2ul);
        kernel.Counts.Snapshot().Fetched.ShouldBe(1);

        ulong NextUnique()
        {
            kernel.Receive(reply).ShouldBeGreaterThan(0);
            return MemoryMarshal.Read<FuseReplyHeader>(reply).Unique;
        }
    }

    [Theory]
    [InlineData(FuseOpcode.Write, 16 * Block, Block, Errno.ENOSPC)]
    [InlineData(FuseOpcode.Read, 16 * Block, Block, Errno.None)]
    [InlineData(FuseOpcode.Read, 0, (2 << 20), Errno.EINVAL)]
    public void Transfer_OutsideOfTheVolume_IsAnsweredWith(FuseOpcode opcode, long offset, int length, Errno expected)
    {
        using var kernel = new KernelEnd(new MemoryVolume(16 * Block));
        var data = opcode == FuseOpcode.Write ? new byte[length] : [];

        kernel.Send(KernelEnd.Request(opcode, 2, new FuseTransfer { Offset = (ulong)offset, Length = (uint)length }, data));
        kernel.Reader.TryServeNext();

        var reply = new byte[Block];
        kernel.Receive(reply).ShouldBe(FuseReplyHeader.Size);
        MemoryMarshal.Read<FuseReplyHeader>(reply).Error.ShouldBe(-(int)expected);
    }

    private static byte[] Mutate(Random random, FuseOpcode opcode)
    {
        var body = new FuseTransfer
        {
            Offset = random.Next(3) == 0 ? (ulong)random.NextInt64(long.MinValue, long.MaxValue) : (ulong)random.Next(20 * Block),
            Length = random.Next(3) == 0 ? (uint)random.Next() : (uint)random.Next(20 * Block),
        };
        var data = new byte[random.Next(2) == 0 ? 0 : random.Next(8 * Block)];
        if (random.Next(2) == 0)
        {
            body.Length = (uint)data.Length;
        }

        var request = KernelEnd.Request(opcode, (ulong)random.NextInt64(), body, data);
        for (var flips = random.Next(4); flips > 0; flips--)
        {
            request[random.Next(Math.Min(request.Length, 100))] = (byte)random.Next(256);
        }

        return random.Next(8) == 0 ? request[..random.Next(1, request.Length)] : request;
    }
}
