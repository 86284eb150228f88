using Bothy.Api.Runners;

namespace Bothy.Server.Runners;

/// <param name="Ready">The last heartbeat is young enough.</param>
/// <param name="Since">When <paramref name="Ready"/> last changed; null if there never was a heartbeat.</param>
/// <param name="Age">How long ago the last heartbeat came.</param>
/// <param name="Last">What it said.</param>
internal readonly record struct Liveness(bool Ready, DateTimeOffset? Since, TimeSpan? Age, RunnerHeartbeat? Last);
