using System.Globalization;
using Bothy.Api.Agents.Wire;
using Bothy.Api.Remotes;

namespace Bothy.Agent.Remotes;

/// <summary>
/// What git runs inside for the name and password of an https remote (gitcredentials(7)): asks out of the environment and keeps nothing.
/// </summary>
internal static class GitPasswordMain
{
    /// <summary>The first argument that makes the program this.</summary>
    public const string Verb = "git-credential";

    /// <param name="action"><c>get</c>; of <c>store</c> and <c>erase</c> nobody is told: what is inside does not decide what the user keeps.</param>
    public static async Task<int> RunAsync(string action)
    {
        if (action != "get")
        {
            return 0;
        }

        var asked = ReadAttributes(Console.In);
        if (asked.GetValueOrDefault("protocol") != GitRemote.Https || asked.GetValueOrDefault("host") is not { Length: > 0 } host)
        {
            return 0;
        }

        try
        {
            await AnswerAsync(host);
        }
        catch (Exception exception) when (exception is IOException or AgentProtocolException)
        {
            Console.Error.WriteLine($"bothy: no credentials: {exception.Message}");
        }

        return 0;
    }

    private static async Task AnswerAsync(string hostAndPort)
    {
        var colon = hostAndPort.LastIndexOf(':');
        var port = colon > 0 && int.TryParse(hostAndPort.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        var request = new RemoteRequest
        {
            Operation = RemoteRequest.Password,
            Host = (port is null ? hostAndPort : hostAndPort[..colon]).Trim('[', ']'),
            Port = port,
        };
        if (await RemoteSocket.AskAsync(request, CancellationToken.None) is not var (connection, response))
        {
            return;
        }

        await using (connection)
        {
            if (response.Refusal is null)
            {
                Console.Out.Write($"username={response.Username}\npassword={response.Password}\n");
            }
            else if (response.Refusal != RemoteResponse.OtherRemote)
            {
                Console.Error.WriteLine($"bothy: {response.Message}");
            }
        }
    }

    private static Dictionary<string, string> ReadAttributes(TextReader reader)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                attributes[line[..equals]] = line[(equals + 1)..];
            }
        }

        return attributes;
    }
}
