using System.Text;
using Bothy.Api.Client;
using Bothy.Cli.CommandLine;
using Bothy.Cli.Content;
using Bothy.Cli.Errors;
using Bothy.Cli.Output;

namespace Bothy.Cli.Environments.Lifecycle;

/// <summary>Asks before work is thrown away.</summary>
internal static class DeleteConfirmation
{
    /// <exception cref="CliException">There is nobody to ask.</exception>
    public static async Task<bool> AskAsync(CliContext context, BothyClient client, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (!context.Host.InIsTerminal || !context.Host.ErrorIsTerminal)
        {
            throw CliException.Usage("delete asks first, and there is no terminal to ask on", "say yes beforehand: --yes");
        }

        foreach (var name in names)
        {
            var environment = await client.Environments.GetAsync(name, cancellationToken);
            var what = environment.Spec.Content.Directory is { } directory
                ? $"everything but your directory {directory.Path}"
                : $"everything in it ({RequestedContent.Describe(environment.Spec.Content)}), pushed or not";
            context.Host.Error.WriteLine($"{Printable.Line(name)}: {Printable.Line(what)}");
        }

        context.Host.Error.Write(names.Count == 1 ? "Delete it? [y/N] " : $"Delete these {names.Count}? [y/N] ");
        var answer = await Task.Run(() => ReadLine(context.Host.InBytes), cancellationToken).WaitAsync(cancellationToken);
        return answer.Trim().ToLowerInvariant() is "y" or "yes";
    }

    private static string ReadLine(Stream input)
    {
        var line = new List<byte>();
        while (line.Count < 64 && input.ReadByte() is var read and not -1 and not '\n')
        {
            line.Add((byte)read);
        }

        return Encoding.UTF8.GetString([.. line]);
    }
}
