namespace Bothy.Cli.CommandLine;

/// <summary>Exit codes of <c>bothy</c>. The last three are those of <c>docker exec</c>: a command's own code is passed on as it is.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>What was asked for failed, or did not come about.</summary>
    public const int Failure = 1;

    /// <summary>The command line, or a document given to it, makes no sense.</summary>
    public const int Usage = 2;

    /// <summary><c>exec</c> could not be carried out: no such environment, it does not run, the connection is gone for good.</summary>
    public const int ExecFailed = 125;

    /// <summary>The command was found and could not be started.</summary>
    public const int CommandNotExecutable = 126;

    public const int CommandNotFound = 127;

    /// <summary>Stopped by SIGINT: 128 and the signal's number, as shells count.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads the output any more: 128 and SIGPIPE.</summary>
    public const int OutputClosed = 141;
}
