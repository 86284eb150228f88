using System.Text;
using Bothy.Cli.Connecting;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;
using Bothy.Cli.Output;

namespace Bothy.Cli.Daemons;

/// <summary>The log file of one of this host's daemons.</summary>
internal sealed class DaemonLog(CliHost host, string dataDirectory, string daemon, CommandHints hints)
{
    private const int ShownBytes = 64 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private string FilePath => Path.Combine(dataDirectory, "log", daemon + ".log");

    /// <summary>Writes the end of it and, if asked to follow, what is added, until cancelled.</summary>
    /// <exception cref="CliException">There is none, or it is root's.</exception>
    public async Task WriteAsync(bool follow, CancellationToken cancellationToken)
    {
        var position = Math.Max(0, Length() - ShownBytes);
        while (true)
        {
            position = Copy(position);
            if (!follow)
            {
                return;
            }

            await Task.Delay(Pause, host.Time, cancellationToken);

            // A shorter file is a new one.
            position = Length() < position ? 0 : position;
        }
    }

    private long Length()
    {
        try
        {
            return new FileInfo(FilePath) is { Exists: true } file ? file.Length : throw Missing();
        }
        catch (UnauthorizedAccessException)
        {
            throw NotYours();
        }
    }

    private long Copy(long position)
    {
        try
        {
            using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = position;
            using var reader = new StreamReader(file, Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                host.Out.WriteLine(Printable.Line(line));
            }

            return file.Position;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
        catch (UnauthorizedAccessException)
        {
            throw NotYours();
        }
    }

    private CliException Missing() => Directory.Exists(dataDirectory) && Environment.IsPrivilegedProcess
        ? new($"there is no log of the {daemon} in {dataDirectory}", "see what runs: " + hints.Command("status"))
        : NotYours();

    private CliException NotYours() => new($"{FilePath} is not there, or not yours to read", hints.AsRoot(daemon, "logs"));
}
