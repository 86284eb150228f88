namespace Bothy.Runner.Failing;

/// <summary>Something went wrong with one environment that its owner should read about: becomes an entry of <c>status.failures</c>.</summary>
internal sealed class EnvironmentFault : Exception
{
    /// <param name="part">The part as in <see cref="Api.Environments.Failure.Part"/>.</param>
    /// <param name="reason">CamelCase word for programs.</param>
    /// <param name="message">What happened, to what, and what to do next.</param>
    /// <param name="retry">True if trying again may help though nothing else changes.</param>
    public EnvironmentFault(string part, string reason, string message, bool retry, Exception? cause = null)
        : base(message, cause)
    {
        Part = part;
        Reason = reason;
        Retry = retry;
    }

    public string Part { get; }

    public string Reason { get; }

    public bool Retry { get; }
}
