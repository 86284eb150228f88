using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

namespace Bothy.Server.Tests;

internal static class Program
{
    public const string Serve = "serve";

    /// <summary>Runs the tests, or, as <c>serve DATA</c>, the server that they kill.</summary>
    public static Task<int> Main(string[] arguments) => arguments switch
    {
        [Serve, var dataDirectory] => ServerHost.RunAsync(dataDirectory, [], CancellationToken.None),
        _ when arguments.Contains("--server") || arguments.Contains("--internal-msbuild-node") =>
            TestPlatformTestFramework.RunAsync(arguments, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
        _ => ConsoleRunner.Run(arguments),
    };
}
