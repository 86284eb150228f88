namespace Bothy.Api.Agents.Messages;

/// <summary>Names of the operations, as they stand in requests and in <see cref="AgentInformation.Capabilities"/>.</summary>
public static class AgentOperation
{
    public const string Information = "info";
    public const string Execute = "exec";
    public const string Attach = "attach";
    public const string Sessions = "sessions";
    public const string Signal = "signal";
    public const string Resize = "resize";
    public const string CopyIn = "copyIn";
    public const string CopyOut = "copyOut";
    public const string Ports = "ports";
    public const string Forward = "forward";
    public const string Activity = "activity";
    public const string Entrypoint = "entrypoint";
    public const string Environment = "environment";
    public const string Shutdown = "shutdown";
}
