using Bothy.Fuzz.Targets;
using Bothy.Fuzz.Targets.Images;

namespace Bothy.Fuzz;

/// <summary>Runs a target over mutated inputs.</summary>
public static class FuzzRun
{
    /// <summary>Makes each target there is, by its name.</summary>
    public static IReadOnlyDictionary<string, Func<IFuzzTarget>> Targets { get; } = new Dictionary<string, Func<IFuzzTarget>>
    {
        ["head"] = () => new HeadTarget(),
        ["manifest-node"] = () => new ManifestNodeTarget(),
        ["pack-index"] = () => new PackIndexTarget(),
        ["chunk"] = () => new ChunkTarget(),
        ["delta-state"] = () => new DeltaStateTarget(),
        ["mark-log"] = () => new MarkLogTarget(),
        ["cache-slots"] = () => new SlotRecordTarget(),
        ["oci-document"] = () => new OciDocumentTarget(),
        ["tar"] = () => new TarTarget(),
        ["auth-challenge"] = () => new AuthChallengeTarget(),
        ["credential-file"] = () => new CredentialFileTarget(),
    };

    /// <summary>Runs <paramref name="count"/> inputs that follow from the seed, the well-formed ones first.</summary>
    /// <exception cref="FuzzFailureException">One of them broke the reader.</exception>
    public static void Run(IFuzzTarget target, int seed, long count, CancellationToken cancellationToken)
    {
        foreach (var input in target.Seeds)
        {
            RunOne(target, input, "a well-formed input");
        }

        var mutator = new Mutator(seed);
        for (var i = 0L; i < count && !cancellationToken.IsCancellationRequested; i++)
        {
            RunOne(target, mutator.Mutate(target.Seeds), $"seed {seed}, input {i}");
        }
    }

    private static void RunOne(IFuzzTarget target, byte[] input, string which)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            target.Run(input);
        }
        catch (Exception exception)
        {
            throw new FuzzFailureException($"{target.Name}, {which}: {Convert.ToHexString(input.AsSpan(0, Math.Min(input.Length, 4096)))}: {exception.Message}", exception);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > target.AllocationLimit)
        {
            throw new FuzzFailureException($"{target.Name}, {which}: {input.Length} bytes of input made it allocate {allocated}.");
        }
    }
}
