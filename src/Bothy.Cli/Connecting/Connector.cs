using System.Net;
using System.Net.Http;
using Bothy.Api.Client;
using Bothy.Api.Servers;
using Bothy.Cli.Daemons;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;
using Bothy.Linux.Locks;

namespace Bothy.Cli.Connecting;

/// <summary>Opens the API that a command line chose, or says what stands in the way and how to remove it.</summary>
internal sealed class Connector(CliHost host, ServerChoice choice, CommandHints hints, IReadOnlyList<string> arguments)
{
    /// <summary>The chosen server. The one on this host is started where it does not run: after a reboot, or after its supervisor died.</summary>
    /// <param name="mayInstall">Also where it never ran before.</param>
    /// <exception cref="CliException">No server, or no right to talk to it.</exception>
    public async ValueTask<BothyClient> OpenAsync(bool mayInstall, CancellationToken cancellationToken)
    {
        if (choice.Remote is { } remote)
        {
            return new BothyClient(remote.Url, remote.ReadToken());
        }

        var client = OpenLocal();
        if (client is null && !(mayInstall && Environment.IsPrivilegedProcess))
        {
            throw NothingStarted();
        }

        if (client is null || IsUnsupervised())
        {
            client?.Dispose();
            await StartAsync(cancellationToken);
            client = OpenLocal() ?? throw NothingStarted();
        }

        return client;
    }

    /// <summary>The chosen server if it was ever started; starts nothing.</summary>
    public BothyClient? OpenExisting() => choice.Remote is { } remote ? new BothyClient(remote.Url, remote.ReadToken()) : OpenLocal();

    /// <summary>What to tell about an error of the API; null if it is none.</summary>
    public CliException? Explain(Exception error) => error switch
    {
        ApiException { Status: HttpStatusCode.Unauthorized } => choice.Remote is { } remote
            ? new CliException($"the server at {remote.Url} does not accept the token in {remote.TokenFile}", "name the right file: --token-file FILE")
            : new CliException("the server does not accept the token of its own data directory", hints.AsRoot("server", "restart")),
        ApiException refused => new CliException(refused.Detail ?? refused.Title) { Details = [.. refused.Errors.Select(one => one.ToString())] },
        HttpRequestException or TimeoutException => NoAnswer(error),
        _ => null,
    };

    private BothyClient? OpenLocal()
    {
        try
        {
            return BothyClient.ForLocal(choice.DataDirectory);
        }
        catch (UnauthorizedAccessException)
        {
            throw new CliException($"the data directory {choice.DataDirectory} is not yours to read", hints.AsRoot(arguments));
        }
        catch (InvalidDataException broken)
        {
            throw new CliException(broken.Message, hints.AsRoot("server", "restart"));
        }
    }

    /// <summary>A look at two small files; only root could do anything about the answer.</summary>
    private bool IsUnsupervised() =>
        Environment.IsPrivilegedProcess && ProcessLock.ReadHolder(Path.Combine(choice.DataDirectory, "lock")) is null;

    private Task StartAsync(CancellationToken cancellationToken)
    {
        host.Error.WriteLine($"Starting Bothy on this host (its data is in {choice.DataDirectory}) …");
        return new DaemonProgram(host).RunAsync(["up", "--detach", "--data", choice.DataDirectory], cancellationToken);
    }

    private CliException NothingStarted() => new(
        $"Bothy has not been started on this host yet (there is nothing in {choice.DataDirectory})",
        $"start it with your first environment: {(arguments is ["up", ..] ? hints.AsRoot(arguments) : hints.AsRoot("up", "."))}");

    private CliException NoAnswer(Exception error) => choice.Remote is { } remote
        ? new CliException($"the server at {remote.Url} does not answer: {error.Message}", "check the URL and the network, then try again")
        : new CliException(
            $"the server on this host does not answer ({LocalEndpoint.FileIn(choice.DataDirectory)} says where it was)",
            $"look into its log: {hints.Command("server", "logs")}; start it again: {hints.Command("server", "restart")}");
}
