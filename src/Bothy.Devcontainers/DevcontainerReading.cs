using Bothy.Devcontainers.Diagnostics;
using Bothy.Devcontainers.Model;

namespace Bothy.Devcontainers;

/// <summary>What came of reading a repository's configuration: a <see cref="Loaded"/> or a <see cref="Failed"/>.</summary>
public abstract record DevcontainerReading
{
    private DevcontainerReading()
    {
    }

    public sealed record Loaded(DevcontainerConfiguration Configuration) : DevcontainerReading;

    public sealed record Failed(DevcontainerFailure Failure) : DevcontainerReading;
}
