using Bothy.Linux.Pidfds;
using Bothy.Linux.Processes;

namespace Bothy.Runner.Machines;

/// <summary>The end of a process that may be anyone's child.</summary>
internal static class ProcessEnd
{
    /// <summary>Completes when the process has ended; at once if it has.</summary>
    public static async Task WaitAsync(ProcessIdentity process, CancellationToken cancellationToken)
    {
        using var opened = PidFd.Open(process);
        if (opened is not null)
        {
            await opened.WaitForExitAsync(cancellationToken);
        }
    }
}
