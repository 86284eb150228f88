using System.Globalization;
using Bothy.Fuzz;

if (args.Length == 0 || !FuzzRun.Targets.TryGetValue(args[0], out var make))
{
    Console.Error.WriteLine("usage: Bothy.Fuzz TARGET [SECONDS] [SEED]");
    Console.Error.WriteLine($"targets: {string.Join(", ", FuzzRun.Targets.Keys)}");
    return 2;
}

var target = make();
var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 60;
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Environment.TickCount;
Console.WriteLine($"{target.Name}: {seconds} s from seed {seed}");
using var time = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
try
{
    FuzzRun.Run(target, seed, long.MaxValue, time.Token);
}
finally
{
    (target as IDisposable)?.Dispose();
}

return 0;
