using Bothy.Linux.Processes;
using Bothy.Linux.Seccomp;
using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests;

/// <summary>The filter that the agent puts on itself and so on everything inside.</summary>
public sealed class InsideFilterTests(Laboratory laboratory)
{
    [Fact]
    public async Task Socket_Through32BitSocketcall_IsRefused()
    {
        Assert.SkipWhen(Host.Missing is not null, Host.Missing ?? "");
        Assert.SkipUnless(await laboratory.RunOnHostAsync("socket_in_32_bit") == Outcome.Succeeded, $"this host has no {Host.Calls32Bit}");

        (await RunFilteredAsync("socket_in_32_bit", answers: 0)).ShouldBe(Outcome.Refused(Error.ENOSYS));
    }

    [Fact]
    public async Task Sync_Answered_ReturnsWithoutTheKernelsOwn()
    {
        Assert.SkipWhen(Host.Missing is not null, Host.Missing ?? "");
        (await RunFilteredAsync("synchronise", answers: 1)).ShouldBe(Outcome.Succeeded);
    }

    /// <summary>Runs a payload under the filter and answers as many calls as it hands over.</summary>
    private async Task<Outcome> RunFilteredAsync(string payload, int answers)
    {
        var file = Path.Combine(laboratory.Directory, "filtered");
        var answered = 0;
        var code = await PrivateThread.RunAsync("filtered", () =>
        {
            using var output = File.OpenHandle(file, FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
            using var listener = InsideFilter.Install();
            var child = ChildProcess.Start(laboratory.Program, ["attempts", payload], [], [], output);
            while (answered < answers)
            {
                NotificationListener.AnswerNext(listener, () => answered++);
            }

            return ChildProcess.Wait(child);
        });
        answered.ShouldBe(answers);
        return Outcome.Of(code, await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken));
    }
}
