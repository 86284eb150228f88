using Bothy.Devcontainers.Binding;
using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Files;
using Bothy.Devcontainers.Json;
using Bothy.Devcontainers.Model;
using Bothy.Devcontainers.Variables;

namespace Bothy.Devcontainers;

/// <summary>Finds, reads and checks the development container configuration of a repository, which may be hostile.</summary>
public static class DevcontainerReader
{
    /// <summary>
    /// A repository without a configuration gives the defaults. What is wrong with a file is reported all at once; what has no effect is a warning.
    /// </summary>
    /// <exception cref="IOException"><paramref name="files"/> could not read a file that is there.</exception>
    public static DevcontainerReading Read(IWorkspaceFiles files, DevcontainerRequest request)
    {
        var search = ConfigurationSearch.Find(files, request.Path);
        if (search.Failure is { } failure)
        {
            return new DevcontainerReading.Failed(failure);
        }

        if (search.Path is null)
        {
            return ConfigurationBinder.Bind(EmptyFile, null, request, new ProblemCollector());
        }

        var file = QuotedText.Of(search.Path);
        var bytes = files.Read(search.Path, JsoncParser.MaxBytes + 1);
        return bytes switch
        {
            null => Failed(DevcontainerFailureReason.DevcontainerNotFound, $"The file {file} was there a moment ago and is gone. Put it back, or start again."),
            { Length: > JsoncParser.MaxBytes } => Failed(DevcontainerFailureReason.DevcontainerTooLarge, $"The file {file} is larger than 1 MiB. Make it smaller."),
            _ => Read(bytes, search, request),
        };
    }

    private static JsoncObject EmptyFile => new([], new TextPosition(1, 1));

    private static DevcontainerReading Read(byte[] bytes, SearchResult search, DevcontainerRequest request)
    {
        var file = QuotedText.Of(search.Path!);
        var document = JsoncParser.Parse(bytes);
        if (document.Error is { } error)
        {
            var problem = new DevcontainerProblem { Path = "", Line = error.Position.Line, Column = error.Position.Column, Message = error.Message };
            return Failed(DevcontainerFailureReason.DevcontainerSyntax, $"The file {file} is not JSON with comments: {problem}. Correct it there.", problem);
        }

        if (document.Value is not JsoncObject source)
        {
            return Failed(DevcontainerFailureReason.DevcontainerInvalid, $"The file {file} must hold a JSON object, not {document.Value!.Description}.");
        }

        var problems = new ProblemCollector();
        if (search.Warning is { } warning)
        {
            problems.Warn(warning);
        }

        if (document.HasReplacedBytes)
        {
            problems.Warn($"{file} holds bytes that are not UTF-8; they are read as U+FFFD. Save it as UTF-8.");
        }

        return ConfigurationBinder.Bind(source, search.Path, request, problems);
    }

    private static DevcontainerReading.Failed Failed(DevcontainerFailureReason reason, string message, params DevcontainerProblem[] problems) =>
        new(new DevcontainerFailure { Reason = reason, Message = message, Problems = problems });
}
