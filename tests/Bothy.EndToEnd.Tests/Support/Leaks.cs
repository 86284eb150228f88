namespace Bothy.EndToEnd.Tests.Support;

/// <summary>Asserts that nothing is left on the host.</summary>
internal static class Leaks
{
    /// <summary>The kernel frees some things a moment after their last user; image mounts stay for the installation's life.</summary>
    public static Task ShouldBeNoneAsync(HostState before) =>
        Installation.EventuallyAsync(
            async () => string.Join('\n', (await HostState.ReadAsync()).Since(before).Where(thing => !thing.Contains("/mounts/images", StringComparison.Ordinal))),
            left => left.Length == 0,
            "nothing of the environments left on the host",
            seconds: 20);
}
