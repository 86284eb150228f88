using Bothy.Cli.CommandLine;
using Bothy.Cli.Hosting;

return await BothyCommandLine.RunAsync(args, CliHost.OfProcess());
