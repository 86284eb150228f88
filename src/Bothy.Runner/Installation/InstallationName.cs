using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Bothy.Linux.Paths;

namespace Bothy.Runner.Installation;

/// <summary>The installation's random name, made once and kept in the data directory.</summary>
public static class InstallationName
{
    private const string FileName = "installation";
    private const int Bytes = 3;

    /// <summary>The name; of several processes that find none, one makes it.</summary>
    public static string Ensure(string dataDirectory)
    {
        var file = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(file))
        {
            var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
            var proposal = $"{file}.{Environment.ProcessId}";
            DurableFile.Replace(proposal, System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["id"] = name }.ToJsonString() + "\n"));
            ExclusiveFile.TryLink(proposal, file);
            File.Delete(proposal);
            DurableFile.SyncDirectory(dataDirectory);
        }

        return JsonNode.Parse(File.ReadAllText(file))?["id"]?.GetValue<string>()
            ?? throw new InvalidDataException($"{file} does not name the installation. Restore it: names on the host depend on it.");
    }
}
