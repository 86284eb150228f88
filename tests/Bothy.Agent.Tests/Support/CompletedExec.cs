using System.Text;
using Bothy.Api.Agents.Client;
using Bothy.Api.Agents.Sessions;

namespace Bothy.Agent.Tests.Support;

/// <summary>A remote process that ended, with all it wrote.</summary>
public sealed record CompletedExec(ExitStatus Exit, byte[] OutputBytes, byte[] ErrorBytes)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public string Error => Encoding.UTF8.GetString(ErrorBytes);

    /// <summary>Sends input, ends it, and reads everything.</summary>
    public static async Task<CompletedExec> CompleteAsync(RemoteProcess process, byte[]? input = null)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using (process)
        {
            var output = ReadAllAsync(process.StandardOutput);
            var error = ReadAllAsync(process.StandardError);
            try
            {
                await process.StandardInput.WriteAsync(input ?? [], cancellationToken);
                await process.StandardInput.DisposeAsync();
            }
            catch (InputEndedException)
            {
                // It has read enough, as tar(1) has before the zeros that end an archive: how it ended says whether that is right.
            }

            return new CompletedExec(await process.WaitAsync(cancellationToken), await output, await error);
        }
    }

    private static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        var all = new MemoryStream();
        await stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        return all.ToArray();
    }
}
