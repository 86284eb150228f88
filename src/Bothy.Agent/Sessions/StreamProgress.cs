namespace Bothy.Agent.Sessions;

/// <summary>What moved in a session.</summary>
internal enum StreamProgress
{
    /// <summary>The process took input.</summary>
    Input,

    /// <summary>The process wrote output, or ended a stream.</summary>
    Output,
}
