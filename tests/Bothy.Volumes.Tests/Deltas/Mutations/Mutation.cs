namespace Bothy.Volumes.Tests.Deltas.Mutations;

/// <summary>A mistake that somebody could make in the delta's code.</summary>
/// <param name="Rule">The crash rule that it breaks.</param>
/// <param name="Seed">A seed whose run found it once; tried first.</param>
/// <param name="File">The source file, below the project's directory.</param>
/// <param name="Original">Text that occurs in it exactly once.</param>
/// <param name="Mistake">What stands there instead.</param>
public sealed record Mutation(string Rule, int Seed, string File, string Original, string Mistake)
{
    public override string ToString() => Rule;
}
