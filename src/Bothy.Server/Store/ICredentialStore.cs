using Bothy.Api.Environments;

namespace Bothy.Server.Store;

/// <summary>Secrets of environments, beside the resources: in no document, no feed and no log. They go with their environment.</summary>
internal interface ICredentialStore
{
    Task<GitCredentials?> FindAsync(Guid environment, CancellationToken cancellationToken);

    /// <returns>False if there is no such environment.</returns>
    Task<bool> SetAsync(Guid environment, GitCredentials credentials, CancellationToken cancellationToken);

    Task RemoveAsync(Guid environment, CancellationToken cancellationToken);
}
