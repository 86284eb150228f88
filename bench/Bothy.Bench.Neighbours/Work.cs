using System.Diagnostics;
using System.Globalization;

namespace Bothy.Bench.Neighbours;

/// <summary>What a developer's machine does all day, in small, timed inside; and how soon the daemons answer, timed outside.</summary>
internal sealed class Work(Cli bothy, string environment, int runs)
{
    private const string Daemons = "`bothy list`";
    private const string Exec = "`bothy exec`";
    private const string Script = """
        use Time::HiRes qw(time); use IO::Handle;
        sub t { my ($n, $f) = @_; my $s = time; $f->(); printf "%s %.3f\n", $n, (time - $s) * 1000 }
        t("compute", sub { my $x = 0; $x += $_ * $_ % 7 for 1..500000 });
        t("processes", sub { for (1..50) { my $p = fork; exit 0 if !$p; waitpid $p, 0 } });
        t("files", sub { for (1..20) { open my $f, ">", "$ENV{HOME}/.bench" or die; print $f "x" x 4096; $f->flush; $f->sync; close $f } });
        """;

    public static IReadOnlyList<string> Names { get; } = ["compute", "processes", "files", Exec, Daemons];

    /// <summary>Medians, in milliseconds.</summary>
    public IReadOnlyDictionary<string, double> Measure()
    {
        var times = Names.ToDictionary(name => name, _ => new List<double>());
        for (var run = 0; run < runs; run++)
        {
            times[Exec].Add(Time("exec", environment, "--", "true"));
            times[Daemons].Add(Time("list"));
            foreach (var line in bothy.Run("exec", environment, "--", "perl", "-e", Script).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var words = line.Trim().Split(' ');
                times[words[0]].Add(double.Parse(words[1], CultureInfo.InvariantCulture));
            }
        }

        return times.ToDictionary(pair => pair.Key, pair => pair.Value.Order().ElementAt(runs / 2));
    }

    private double Time(params string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        bothy.Run(arguments);
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }
}
