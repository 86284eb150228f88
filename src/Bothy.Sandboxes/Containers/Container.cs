using Bothy.Linux.Processes;

namespace Bothy.Sandboxes.Containers;

/// <summary>A container that was started.</summary>
/// <param name="Id">The runtime's name for it.</param>
/// <param name="Process">Its first process, as the host sees it.</param>
public sealed record Container(string Id, ProcessIdentity Process);
