using Bothy.Daemon.Commands;

return await CommandLine.RunAsync(args);
