using Bothy.Daemon.Tests.Supervision;

namespace Bothy.Daemon.Tests;

/// <summary>Runs the tests, or, as told by its first argument, one of the programs that they start.</summary>
internal static class Program
{
    private static Task<int> Main(string[] arguments) => arguments switch
    {
        [TestPrograms.Up, "--data", var data, ..] => TestPrograms.UpAsync(data, arguments.Contains("--detach")),
        [TestPrograms.Child, var name, "--data", var data] => TestPrograms.ChildAsync(name, data),
        [TestPrograms.Down, "--data", var data] => TestPrograms.DownAsync(data),
        [TestPrograms.Restart, "--data", var data] => TestPrograms.RestartAsync(data),
        _ => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(arguments),
    };
}
