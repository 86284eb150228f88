using System.Text.Json;
using Bothy.Runner.Network;

namespace Bothy.Runner.Configuration;

/// <summary>What an administrator may set for this host, in <c>runner.json</c> of the data directory; all of it may be left out.</summary>
internal sealed record RunnerConfiguration
{
    private const string FileName = "runner.json";

    public NetworkConfiguration Network { get; set; } = new();

    public DiskConfiguration Disks { get; set; } = new();

    /// <summary>Reads the file; without one everything has its default.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public static RunnerConfiguration Read(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(file))
        {
            return new RunnerConfiguration();
        }

        try
        {
            var configuration = JsonSerializer.Deserialize(File.ReadAllBytes(file), ConfigurationJson.Default.RunnerConfiguration)
                ?? new RunnerConfiguration();
            configuration.Network.Validate();
            return configuration;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new InvalidDataException($"{file} cannot be used: {exception.Message}", exception);
        }
    }
}
