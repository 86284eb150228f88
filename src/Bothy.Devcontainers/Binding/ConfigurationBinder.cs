using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Lifecycle;
using Bothy.Devcontainers.Model;
using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers.Binding;

/// <summary>Turns a document into a configuration, or into all that is wrong with it.</summary>
internal static class ConfigurationBinder
{
    public static DevcontainerReading Bind(JsoncObject file, string? path, DevcontainerRequest request, ProblemCollector problems)
    {
        var (source, context) = ConfigurationSource.Resolve(file, request, problems.Error);
        var configuration = Bind(source, path, request, context, problems);
        var reader = new ObjectReader(source, JsonPath.Root(), problems.Error);
        var unsupported = request.Image is null && configuration.Build is null ? UnsupportedCompose.Find(reader) : null;
        if (problems.Problems.Count > 0)
        {
            return new DevcontainerReading.Failed(Invalid(path, problems.Problems));
        }

        return unsupported is not null
            ? new DevcontainerReading.Failed(unsupported)
            : new DevcontainerReading.Loaded(configuration);
    }

    private static DevcontainerConfiguration Bind(
        JsoncObject source, string? path, DevcontainerRequest request, SubstitutionContext context, ProblemCollector problems)
    {
        var root = JsonPath.Root();
        var reader = new ObjectReader(source, root, problems.Error);
        UnknownProperties.Warn(source, root, PropertyNames.File, problems);
        PropertiesWithoutEffect.Warn(source, root, problems);
        var noted = new ObjectReader(source, root, (at, _, message) => problems.Warn(at, message + "."));
        CheckUnused(noted);
        var (content, workspace) = WorkspaceFolders.Read(reader, context, problems);
        var image = reader.ShortText("image");
        return new DevcontainerConfiguration(context)
        {
            Path = path,
            Name = reader.ShortText("name"),
            Image = request.Image ?? (string.IsNullOrEmpty(image) ? null : image),
            Build = request.Image is null ? DockerfileBuilds.Read(reader, path, problems) : null,
            ContentFolder = content,
            WorkspaceFolder = workspace,
            RunArgs = noted.Texts("runArgs"),
            Properties = PropertiesBinder.Bind(source, root, problems, problems.Error),
            Warnings = problems.Warnings,
        };
    }

    /// <summary>Wrong values in properties that nothing reads yet are worth a warning all the same.</summary>
    private static void CheckUnused(ObjectReader reader)
    {
        reader.Object("features");
        reader.Object("secrets");
        reader.Texts("overrideFeatureInstallOrder");
        reader.Texts("runServices");
        reader.Text("service");
        LifecycleCommands.Read(reader, LifecycleHook.InitializeCommand);
    }

    private static DevcontainerFailure Invalid(string? path, IReadOnlyList<DevcontainerProblem> problems)
    {
        var file = QuotedText.Of(path ?? "");
        return new DevcontainerFailure
        {
            Reason = DevcontainerFailureReason.DevcontainerInvalid,
            Message = problems is [var only]
                ? $"The file {file} is wrong at {only}. Correct it there."
                : $"The file {file} is wrong in {problems.Count} places. Correct them there:{string.Concat(problems.Select(problem => $"\n  {problem}"))}",
            Problems = problems,
        };
    }
}
