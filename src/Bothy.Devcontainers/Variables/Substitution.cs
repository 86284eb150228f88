using Bothy.Devcontainers.Json;

namespace Bothy.Devcontainers.Variables;

/// <summary>
/// The two stages of substitution, in the order of the reference implementation: what is known before a container exists
/// (local values first, then the identifier, over every string at any depth but no member name), and the container's environment.
/// A name that no stage knows stays as it is, for the shell.
/// </summary>
internal static class Substitution
{
    /// <param name="value">The document.</param>
    /// <param name="context">Values of the variables.</param>
    /// <param name="path">Where the document stands.</param>
    /// <param name="report">Told of each variable that lacks the name of an environment variable.</param>
    public static JsoncValue SubstituteBeforeContainer(
        JsoncValue value, SubstitutionContext context, JsonPath path, Action<JsonPath, JsoncValue, string> report)
    {
        var folder = VariableScanner.Replace(context.ContainerWorkspaceFolder, variable => ResolveLocal(variable, context));
        return Map(value, path, new Stage(context with { ContainerWorkspaceFolder = folder }, report));
    }

    public static string SubstituteInContainer(string text, IReadOnlyDictionary<string, string> containerEnvironment) =>
        VariableScanner.Replace(text, variable => variable.Name == "containerEnv" ? variable.LookUp(containerEnvironment) : null);

    /// <summary>Whether the text asks for the container's environment.</summary>
    public static bool MentionsContainer(string text)
    {
        var found = false;
        VariableScanner.Replace(text, variable =>
        {
            found |= variable.Name == "containerEnv";
            return null;
        });
        return found;
    }

    private static JsoncValue Map(JsoncValue value, JsonPath path, Stage stage)
    {
        switch (value)
        {
            case JsoncString text:
                return text with { Value = stage.Resolve(text, path) };
            case JsoncArray array:
                return array with { Items = [.. array.Items.Select((item, index) => Map(item, path.Item(index), stage))] };
            case JsoncObject source:
                var members = new OrderedDictionary<string, JsoncValue>(source.Members.Count, StringComparer.Ordinal);
                foreach (var (name, member) in source.Members)
                {
                    members.Add(name, Map(member, path.Member(name), stage));
                }

                return source with { Members = members };
            default:
                return value;
        }
    }

    private static string? ResolveLocal(Variable variable, SubstitutionContext context) => variable.Name switch
    {
        "localEnv" or "env" => variable.LookUp(context.LocalEnvironment),
        "localWorkspaceFolder" => context.LocalWorkspaceFolder,
        "localWorkspaceFolderBasename" => PosixPath.Basename(context.LocalWorkspaceFolder),
        "containerWorkspaceFolder" => context.ContainerWorkspaceFolder,
        "containerWorkspaceFolderBasename" => PosixPath.Basename(context.ContainerWorkspaceFolder),
        _ => null,
    };

    private sealed record Stage(SubstitutionContext Context, Action<JsonPath, JsoncValue, string> Report)
    {
        public string Resolve(JsoncString text, JsonPath path)
        {
            var local = VariableScanner.Replace(text.Value, variable =>
            {
                if (variable is { Name: "localEnv" or "env", Arguments: [] })
                {
                    ReportNameless(text, path, variable.Name);
                }

                return ResolveLocal(variable, Context);
            });
            return VariableScanner.Replace(local, variable =>
            {
                if (variable is { Name: "containerEnv", Arguments: [] })
                {
                    ReportNameless(text, path, variable.Name);
                }

                return variable.Name == "devcontainerId" ? Context.DevcontainerId : null;
            });
        }

        private void ReportNameless(JsoncString text, JsonPath path, string name) =>
            Report(path, text, $"holds ${{{name}}} without the name of an environment variable; write ${{{name}:NAME}}, or ${name} for a variable of the shell");
    }
}
