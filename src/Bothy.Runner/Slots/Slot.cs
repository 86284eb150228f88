using System.Globalization;
using Bothy.Linux.Namespaces;

namespace Bothy.Runner.Slots;

/// <summary>
/// A number that no other environment of the host has, of whatever installation. Its user ids, address and device follow from it.
/// </summary>
public readonly record struct Slot(int Number)
{
    /// <summary>Environments that one host can run at once.</summary>
    public const int Count = 1024;

    // Room for the 65536 ids that useradd gives the first users of a system for containers of their own, from 100000 up.
    private const uint IdsEach = 262144;

    // 0x70000000 … 0x7FFFFFFF: beyond what login.defs, systemd and other container engines hand out, and still a positive int.
    private const uint FirstId = 0x70000000;

    /// <summary>Host ids of the environment.</summary>
    public UserIdRange Ids => new(FirstId + ((uint)Number * IdsEach), IdsEach);

    /// <summary>The slot as text, for names.</summary>
    public override string ToString() => Number.ToString(CultureInfo.InvariantCulture);
}
