using Bothy.Daemon.Data;
using Bothy.Linux.Locks;
using Bothy.Linux.Logs;
using Bothy.Linux.Pidfds;
using Bothy.Linux.Processes;

namespace Bothy.Daemon.Supervision;

/// <summary>Starts a process that holds its lock from before it exists, or finds the one that holds it already.</summary>
/// <remarks>
/// The starter locks the file and the child inherits the lock, so that there is no moment at which a second starter, after the death
/// of the first, could start a second process.
/// </remarks>
internal sealed class ProcessStarter(DataDirectory data, TimeProvider time)
{
    private static readonly TimeSpan NameDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan NamePause = TimeSpan.FromMilliseconds(50);

    /// <exception cref="IOException">It could not be started.</exception>
    public async Task<RunningProcess> StartOrAdoptAsync(ProcessDefinition definition, CancellationToken cancellationToken)
    {
        var path = data.ProcessLock(definition.Name);
        var start = time.GetTimestamp();
        while (true)
        {
            using (var taken = ProcessLock.TryTake(path))
            {
                if (taken is not null)
                {
                    return Start(definition, taken);
                }
            }

            if (ProcessLock.ReadHolder(path) is { } holder && PidFd.Open(holder) is { } handle)
            {
                return new(holder.Id, handle, ownChild: false);
            }

            // Either the holder is just ending, or it was just started and has not put its name into the file yet.
            if (time.GetElapsedTime(start) > NameDeadline)
            {
                throw new IOException($"{path} is locked by a process that it does not name. Find it with 'fuser {path}' and end it.");
            }

            await Task.Delay(NamePause, time, cancellationToken);
        }
    }

    private RunningProcess Start(ProcessDefinition definition, ProcessLock taken)
    {
        using var log = AppendOnlyFile.Open(data.Log(definition.Name));
        string[] arguments = [Path.GetFileName(definition.Program), .. definition.Arguments];
        var id = ChildProcess.Start(definition.Program, arguments, Inheritance.EnvironmentWithLock(), [taken.Handle], log, ownSession: true);
        // Nobody else reaps our children, so that this one is there, be it as a zombie.
        var handle = PidFd.Open(id)!;
        if (ProcessIdentity.Of(id) is { } identity)
        {
            taken.NameHolder(identity);
        }

        return new(id, handle, ownChild: true);
    }
}
