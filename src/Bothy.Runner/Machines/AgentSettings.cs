using System.Text.Json.Nodes;
using Bothy.Api.Remotes;
using Bothy.Runner.Environments;
using Bothy.Runner.Remotes;

namespace Bothy.Runner.Machines;

/// <summary>What an agent is told at its start.</summary>
internal static class AgentSettings
{
    public const string Variable = "BOTHY_AGENT_CONFIG";

    /// <summary>The variable's value: JSON with the environment of sessions, their user and their directory.</summary>
    /// <param name="authorities">Where inside the certificates of the git remote's authorities lie, if there are any.</param>
    public static string For(EnvironmentSite site, MachinePlan plan, string? authorities)
    {
        var variables = new JsonObject();
        foreach (var (name, value) in plan.Variables)
        {
            variables[name] = value;
        }

        foreach (var (name, value) in plan.Configuration.RemoteEnv)
        {
            if (value is null)
            {
                variables.Remove(name);
            }
            else
            {
                variables[name] = value;
            }
        }

        if (!variables.ContainsKey("GIT_CONFIG_COUNT"))
        {
            foreach (var (name, value) in GitSettings.Variables(Git(site, plan, authorities)))
            {
                variables[name] = value;
            }
        }

        variables["BOTHY_ENVIRONMENT"] = site.Resource.Metadata.Name;
        return new JsonObject
        {
            ["environment"] = variables,
            ["user"] = plan.RemoteUser.Name,
            ["workingDirectory"] = plan.Configuration.WorkspaceFolder,
        }.ToJsonString();
    }

    /// <summary>Whoever works inside may trust the workspace folder, whomever it belongs to, and reaches the remote it came from.</summary>
    private static List<(string, string)> Git(EnvironmentSite site, MachinePlan plan, string? authorities) =>
    [
        ("safe.directory", plan.Configuration.ContentFolder),
        .. GitSettings.For(GitRemote.Of(site.Spec.Content), authorities),
    ];
}
