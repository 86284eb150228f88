using System.Net.Http;
using Bothy.Api.Client;
using Bothy.Api.Environments;
using Bothy.Api.Logs;

namespace Bothy.Cli.Up;

/// <summary>Follows the set-up log beside the status, from before the environment has a runner that could send one.</summary>
internal sealed class UpLog(BothyClient client, EnvironmentResource environment, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>Hands over the lines from <paramref name="since"/> on, each once, until cancelled. Never fails: the log is a courtesy.</summary>
    public async Task FollowAsync(DateTimeOffset since, Func<LogLine, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        var seen = 0L;
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var index = 0L;
                await foreach (var line in client.ReadLogAsync(environment.Metadata.Id.ToString(), follow: true, cancellationToken))
                {
                    if (++index <= seen)
                    {
                        continue;
                    }

                    seen = index;
                    pause = FirstPause;
                    if (line.At >= since)
                    {
                        await take(line, cancellationToken);
                    }
                }
            }
            catch (Exception broken) when (broken is ApiException or HttpRequestException or IOException or TimeoutException or System.Text.Json.JsonException)
            {
                // No runner yet, or a connection lost: look again.
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
