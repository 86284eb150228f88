using Bothy.Linux.Namespaces;

namespace Bothy.Sandboxes.Containers.Staging;

/// <summary>How the ownership that lies on a disk shows inside an environment, and the other way round.</summary>
public abstract record OwnerMapping
{
    private OwnerMapping()
    {
    }

    /// <summary>
    /// In an id-mapped mount "inside" is what lies on the disk and "outside" what is shown (mount_setattr(2)): the <c>uid_map</c> that does it.
    /// </summary>
    internal abstract IReadOnlyList<IdMapExtent> Users(UserIdRange range);

    internal abstract IReadOnlyList<IdMapExtent> Groups(UserIdRange range);

    /// <summary>Ids on the disk count from 0 and are the ids inside, as on an environment's own disk.</summary>
    public sealed record FromZero : OwnerMapping
    {
        internal override IReadOnlyList<IdMapExtent> Users(UserIdRange range) => [new(0, range.First, range.Length)];

        internal override IReadOnlyList<IdMapExtent> Groups(UserIdRange range) => Users(range);
    }

    /// <summary>
    /// A directory of the host: its owner shows as one user inside, every other id of the environment as itself. What root inside creates there
    /// belongs to a subordinate id on the host, never to the host's root.
    /// </summary>
    public sealed record OwnedBy : OwnerMapping
    {
        public required uint HostUser { get; init; }

        public required uint HostGroup { get; init; }

        public required uint InsideUser { get; init; }

        public required uint InsideGroup { get; init; }

        internal override IReadOnlyList<IdMapExtent> Users(UserIdRange range) => Map(range, HostUser, InsideUser);

        internal override IReadOnlyList<IdMapExtent> Groups(UserIdRange range) => Map(range, HostGroup, InsideGroup);

        private static List<IdMapExtent> Map(UserIdRange range, uint onDisk, uint inside)
        {
            var extents = new List<IdMapExtent> { new(onDisk, range.ToHost(inside), 1) };
            if (inside > 0)
            {
                extents.Add(new IdMapExtent(range.First, range.First, inside));
            }

            if (inside + 1 < range.Length)
            {
                extents.Add(new IdMapExtent(range.First + inside + 1, range.First + inside + 1, range.Length - inside - 1));
            }

            return extents;
        }
    }
}
