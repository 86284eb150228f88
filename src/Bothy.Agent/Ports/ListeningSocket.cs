using System.Net;

namespace Bothy.Agent.Ports;

/// <summary>A socket in state LISTEN.</summary>
internal readonly record struct ListeningSocket(IPAddress Address, int Port, long Inode);
