using System.Text;
using Bothy.Linux.Logs;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Daemon.Logs;

/// <summary>A log of bounded size: a full file is copied to <c>.1</c>, the one before to <c>.2</c>, and starts over.</summary>
/// <remarks>
/// It is emptied in place and never renamed, so that everyone who has it open for appending (a crashing runtime, a child that inherited
/// it as its standard error) goes on writing into the file that is read and bounded. Safe to use from any thread.
/// </remarks>
internal sealed class LogFile : IDisposable
{
    public const long DefaultLimit = 8 * 1024 * 1024;
    private const int Generations = 2;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly long _limit;
    private readonly SafeFileHandle _file;
    private int _lost;

    public LogFile(string path, long limit = DefaultLimit)
    {
        _path = path;
        _limit = limit;
        _file = AppendOnlyFile.Open(path);
    }

    /// <summary>Appends the text in one write. A full disk loses text, not the caller: the next text that fits says how much.</summary>
    public void Append(string text)
    {
        lock (_gate)
        {
            try
            {
                if (RandomAccess.GetLength(_file) >= _limit)
                {
                    StartOver();
                }

                var lost = _lost == 0 ? "" : $"[{_lost} writes to this log failed before this one]\n";
                RandomAccess.Write(_file, Encoding.UTF8.GetBytes(lost + text), 0);
                _lost = 0;
            }
            catch (IOException)
            {
                _lost++;
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private void StartOver()
    {
        for (var generation = Generations; generation > 1; generation--)
        {
            if (File.Exists(Old(generation - 1)))
            {
                File.Move(Old(generation - 1), Old(generation), overwrite: true);
            }
        }

        var copy = Old(1) + ".new";
        File.Copy(_path, copy, overwrite: true);
        File.Move(copy, Old(1), overwrite: true);
        RandomAccess.SetLength(_file, 0);
    }

    private string Old(int generation) => $"{_path}.{generation}";
}
