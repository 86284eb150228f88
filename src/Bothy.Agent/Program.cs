using System.Text.Json;
using Bothy.Agent;
using Bothy.Agent.Copying;
using Bothy.Agent.Launching;
using Bothy.Agent.Remotes;
using Bothy.Agent.Startup;
using Bothy.Linux.Sockets;

// Measured: the launcher's whole start counts in every exec, so it comes before everything else.
if (args is [LaunchMain.Verb])
{
    return LaunchMain.Run();
}

if (args is [var operation, var copied] && CopyMain.For(operation) is { } copy)
{
    return copy(copied);
}

switch (args)
{
    case [GitPasswordMain.Verb, var action]:
        return await GitPasswordMain.RunAsync(action);
    case [GitSshMain.Verb, .. var ssh]:
        return await GitSshMain.RunAsync(ssh);
}

try
{
    var configuration = Environment.GetEnvironmentVariable(AgentConfiguration.Variable) is { } json
        ? JsonSerializer.Deserialize(json, AgentConfigurationJson.Default.AgentConfiguration)!
        : new AgentConfiguration();
    switch (args)
    {
        case []:
            return AgentHost.Run(configuration, InheritedDescriptors.Adopt(Environment.GetEnvironmentVariable(InheritedDescriptors.Variable)));
        case ["serve", "--listen", var path]:
            return AgentHost.Run(configuration, InheritedDescriptors.WithListener(RawSocket.ListenUnix(path)));
        default:
            AgentLog.Write("usage: bothy-agent [serve --listen PATH]");
            return 2;
    }
}
catch (Exception exception) when (exception is JsonException or FormatException or IOException or InvalidOperationException)
{
    AgentLog.Write($"cannot start: {exception.Message}");
    return 1;
}
