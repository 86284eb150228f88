using System.Globalization;

namespace Bothy.Daemon.Logs;

/// <summary>What the supervisor has to say: a line each, with the time, in its log and on the terminal if it has one.</summary>
internal sealed class SupervisorLog(LogFile? file, TextWriter? terminal, TimeProvider time)
{
    public void Write(string message)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {message}");
        file?.Append(line + "\n");
        terminal?.WriteLine(line);
    }
}
