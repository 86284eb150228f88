using System.Collections.Concurrent;
using System.Net.Http;
using Bothy.Api.Agents.Wire;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Remotes;
using Bothy.Api.Tunnels;

namespace Bothy.Cli.Remotes;

/// <summary>
/// While it lives, gits inside one environment reach their remote with this user's means: one offer is always open, and another one follows
/// as soon as it is taken.
/// </summary>
internal sealed class RemoteAccess : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan HistoryPatience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Task, bool> answers = new();
    private readonly BothyClient client;
    private readonly string environment;
    private readonly RemoteAnswer answer;
    private readonly TimeProvider time;
    private readonly Task running;
    private GitRemote? remote;

    private RemoteAccess(BothyClient client, string environment, GitRemote? remote, RemoteAnswer answer, TimeSpan delay, TimeProvider time)
    {
        (this.client, this.environment, this.remote, this.answer, this.time) = (client, environment, remote, answer, time);
        running = RunAsync(delay);
    }

    /// <summary>Begins to offer; null where the user does not want to.</summary>
    /// <param name="remote">The remote, if it is known already.</param>
    /// <param name="delay">How long to wait before the first offer: most commands have ended by then.</param>
    public static RemoteAccess? Begin(
        BothyClient client, string environment, GitRemote? remote, GitAccess access, RemoteAnswer answer, TimeSpan delay, TimeProvider time) =>
        access == GitAccess.None ? null : new RemoteAccess(client, environment, remote, answer, delay, time);

    /// <summary>Stays for a short while until the history is complete: it may need this user's access, and most are quick.</summary>
    public static async Task WaitForHistoryAsync(BothyClient client, EnvironmentResource environment, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var now = environment;
        while (now is { Status: { Phase: EnvironmentPhase.Running, Content.Shallow: true }, Spec.Content.Git.History: GitHistory.Background }
            && time.GetElapsedTime(began) < HistoryPatience)
        {
            await Task.Delay(FirstPause, time, cancellationToken);
            now = await client.Environments.FindAsync(environment.Metadata.Id.ToString(), cancellationToken);
        }
    }

    /// <summary>Withdraws the offer and ends what is being answered.</summary>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await Task.WhenAll(answers.Keys);
        stop.Dispose();
    }

    private async Task RunAsync(TimeSpan delay)
    {
        var pause = FirstPause;
        try
        {
            await Task.Delay(delay, time, stop.Token);
            while (true)
            {
                try
                {
                    await OfferAsync();
                    pause = FirstPause;
                    continue;
                }
                catch (ApiException refused) when (refused.Reason == TunnelRefusal.NoRemote || (int)refused.Status is 401 or 404)
                {
                    return;
                }
                catch (Exception lost) when (lost is ApiException or HttpRequestException or IOException or AgentProtocolException or TimeoutException)
                {
                    // No runner yet, or a connection lost: offer again.
                }

                await Task.Delay(pause, time, stop.Token);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The command has ended.
        }
    }

    private async Task OfferAsync()
    {
        var connection = new RemoteConnection(await client.OfferRemoteAsync(environment, stop.Token));
        RemoteRequest request;
        try
        {
            request = await connection.ReceiveRequestAsync(stop.Token);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        var task = AnswerAsync(connection, request);
        answers[task] = true;
        _ = task.ContinueWith(ended => answers.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task AnswerAsync(RemoteConnection connection, RemoteRequest request)
    {
        await using (connection)
        {
            try
            {
                remote ??= await FindRemoteAsync();
                await answer.ServeAsync(remote, request, connection, stop.Token);
            }
            catch (Exception lost) when (lost is ApiException or HttpRequestException or IOException or AgentProtocolException or Errors.CliException
                or OperationCanceledException or ObjectDisposedException)
            {
                // The git inside sees the end of its connection.
            }
        }
    }

    private async Task<GitRemote?> FindRemoteAsync() =>
        await client.Environments.FindAsync(environment, stop.Token) is EnvironmentResource found ? GitRemote.Of(found.Spec.Content) : null;
}
