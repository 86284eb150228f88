using System.Text;

namespace Bothy.Daemon.Logs;

/// <summary>Standard output of a process whose log is a <see cref="LogFile"/>: whole writes, at once.</summary>
internal sealed class LogFileWriter(LogFile file) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => file.Append(value.ToString());

    public override void Write(string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            file.Append(value);
        }
    }

    public override void WriteLine(string? value) => file.Append(value + "\n");

    public override void Write(char[] buffer, int index, int count) => file.Append(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => file.Append(new string(buffer));
}
