using System.Text;
using Bothy.Cli.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Bothy.Cli.Tests;

/// <summary>A host whose streams are memory.</summary>
internal sealed class TestHost : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly MemoryStream output = new();
    private readonly MemoryStream error = new();

    public TestHost(int? width = null, bool rich = false, byte[]? input = null, Dictionary<string, string>? variables = null)
    {
        Time = new FakeTimeProvider(Start);
        Host = new CliHost
        {
            OutBytes = output,
            ErrorBytes = error,
            InBytes = new MemoryStream(input ?? []),
            Out = new StreamWriter(output, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" },
            Error = new StreamWriter(error, new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" },
            OutIsTerminal = width is not null || rich,
            Width = () => width,
            Variable = name => name == "TERM" && !rich ? "dumb" : variables?.GetValueOrDefault(name),
            Time = Time,
        };
    }

    public CliHost Host { get; }

    public FakeTimeProvider Time { get; }

    public string Out => Encoding.UTF8.GetString(output.ToArray());

    public string Error => Encoding.UTF8.GetString(error.ToArray());

    public void Dispose()
    {
        output.Dispose();
        error.Dispose();
    }
}
