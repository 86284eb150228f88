using System.Net.NetworkInformation;

namespace Bothy.Linux.Links;

/// <summary>One end of a virtual cable.</summary>
/// <param name="Name">Name of the device, at most 15 characters.</param>
/// <param name="Hardware">Its MAC address.</param>
public sealed record CableEnd(string Name, PhysicalAddress Hardware);
