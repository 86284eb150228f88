using Bothy.Agent.Launching;
using Bothy.Api.Agents.Wire;
using Bothy.Api.Remotes;
using Bothy.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Agent.Remotes;

/// <summary>
/// What git runs inside in the place of ssh. For the environment's own remote, somebody outside makes the connection, and no key or agent is
/// ever in here; for every other host, and where nobody answers, it becomes the image's own ssh.
/// </summary>
internal static class GitSshMain
{
    /// <summary>The first argument that makes the program this.</summary>
    public const string Verb = "git-ssh";

    private const int Failed = 255;

    public static async Task<int> RunAsync(string[] arguments)
    {
        try
        {
            return SshArguments.Parse(arguments) is { } parsed ? await AskAsync(parsed) ?? BecomeSsh(arguments) : BecomeSsh(arguments);
        }
        catch (Exception exception) when (exception is IOException or AgentProtocolException)
        {
            Console.Error.WriteLine($"bothy: {exception.Message}");
            return Failed;
        }
    }

    /// <summary>The exit code; null if this is not ours to answer.</summary>
    private static async Task<int?> AskAsync(SshArguments arguments)
    {
        var request = new RemoteRequest
        {
            Operation = RemoteRequest.Ssh,
            Host = arguments.Host,
            Port = arguments.Port,
            User = arguments.User,
            Command = arguments.Command,
            Protocol = Environment.GetEnvironmentVariable("GIT_PROTOCOL"),
        };
        if (await RemoteSocket.AskAsync(request, CancellationToken.None) is not var (connection, response))
        {
            return null;
        }

        await using (connection)
        {
            switch (response.Refusal)
            {
                case null:
                    return await RemoteProgram.UseAsync(connection, Standard(0), Standard(1), Standard(2), CancellationToken.None);
                case RemoteResponse.OtherRemote:
                    return null;
                case RemoteResponse.Nobody:
                    Console.Error.WriteLine($"bothy: {response.Message}");
                    return null;
                default:
                    Console.Error.WriteLine($"bothy: {response.Message}");
                    return Failed;
            }
        }
    }

    private static int BecomeSsh(string[] arguments)
    {
        Signals.ResetAll();
        foreach (var path in ProgramSearch.Candidates("ssh", Variables()))
        {
            ProcessImage.Execute(path, ["ssh", .. arguments], Variables());
        }

        Console.Error.WriteLine("bothy: the environment has no ssh. Install it (openssh-client) to reach other remotes.");
        return Failed;
    }

    private static List<string> Variables() =>
        [.. Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>().Select(pair => $"{pair.Key}={pair.Value}")];

    private static FileStream Standard(int descriptor) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), descriptor == 0 ? FileAccess.Read : FileAccess.Write, bufferSize: 0);
}
