using System.IO.Pipes;
using Bothy.Linux.Processes;

namespace Bothy.Linux.Tests.Processes;

public sealed class ChildProcessTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Fact]
    public void Start_CallerHasInheritableDescriptors_ChildHasOnlyTheNamedOnes()
    {
        // As a shell's "3>lock" leaves one open in whatever it starts: a daemon must not keep it.
        using var stray = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        using var named = File.OpenHandle("/dev/null");
        using (var output = File.OpenHandle(file, FileMode.Create, FileAccess.Write))
        {
            ChildProcess.Wait(ChildProcess.Start("/bin/ls", ["ls", "/proc/self/fd"], ["PATH=/bin"], [named], output)).ShouldBe(0);
        }

        // ls has the directory itself open.
        File.ReadAllLines(file).ShouldBe(["0", "1", "2", "3", "4"]);
    }
}
