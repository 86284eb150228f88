using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers.Binding;

/// <summary>A file's content as the reference implementation would print it: old properties moved, the first stage of substitution done.</summary>
internal static class ConfigurationSource
{
    public static (JsoncObject Source, SubstitutionContext Context) Resolve(JsoncObject file, DevcontainerRequest request, Report report)
    {
        var moved = LegacyProperties.Move(file);
        var context = new SubstitutionContext
        {
            LocalWorkspaceFolder = request.LocalWorkspaceFolder,
            ContainerWorkspaceFolder = ContainerWorkspaceFolder(moved, request),
            DevcontainerId = request.DevcontainerId,
            LocalEnvironment = request.LocalEnvironment,
        };
        var resolved = Substitution.SubstituteBeforeContainer(moved, context, JsonPath.Root(), report.Invoke);
        return ((JsoncObject)resolved, context);
    }

    private static string ContainerWorkspaceFolder(JsoncObject file, DevcontainerRequest request) =>
        file.Members.GetValueOrDefault("workspaceFolder") is JsoncString { Value.Length: > 0 } folder
            ? folder.Value
            : DevcontainerDefaults.WorkspaceFolder(request.LocalWorkspaceFolder);
}
