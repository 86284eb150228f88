using Bothy.Api.Agents.Transports;

namespace Bothy.Agent.Tests.Support;

/// <summary>A way to an agent whose connections can be cut, as networks do.</summary>
internal sealed class CuttableTransport(IAgentTransport inner) : IAgentTransport
{
    private readonly Lock gate = new();
    private readonly List<Stream> open = [];

    /// <summary>Connections made so far.</summary>
    public int Connections { get; private set; }

    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var stream = await inner.ConnectAsync(cancellationToken);
        lock (gate)
        {
            Connections++;
            open.Add(stream);
        }

        return stream;
    }

    /// <summary>Cuts every connection that there is.</summary>
    public void Cut()
    {
        lock (gate)
        {
            open.ForEach(stream => stream.Dispose());
            open.Clear();
        }
    }
}
