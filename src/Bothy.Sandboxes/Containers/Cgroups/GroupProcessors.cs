using Bothy.Linux.Cgroups;

namespace Bothy.Sandboxes.Containers.Cgroups;

/// <summary>The processors that one control group and all below it may use (cpuset(7); for cgroup v2 the kernel's "Control Group v2", "Cpuset").</summary>
internal sealed class GroupProcessors(CgroupHierarchy hierarchy, string group)
{
    private const string Processors = "cpuset.cpus";
    private const string Memories = "cpuset.mems";

    /// <summary>Groups that are looked at: root inside can make as many as it likes in cgroup v1.</summary>
    private const int MostGroups = 1000;

    /// <summary>Those in force in the group.</summary>
    /// <exception cref="IOException">There is no such group.</exception>
    public IReadOnlyList<int> InForce => Read(group, hierarchy.IsUnified ? "cpuset.cpus.effective" : Processors);

    /// <summary>Those that it was given; in cgroup v2 none if nobody gave it any, and then it has what the group above it has.</summary>
    /// <exception cref="IOException">There is no such group.</exception>
    public IReadOnlyList<int> Given => Read(group, Processors);

    /// <summary>Gives a new group what the one above it has. In cgroup v1 a group has nothing of itself, and takes no process before it has.</summary>
    public void Inherit()
    {
        if (hierarchy.IsUnified)
        {
            return;
        }

        foreach (var file in (string[])[Processors, Memories])
        {
            if (Read(group, file).Count == 0)
            {
                CgroupDirectory.Write(group, file, File.ReadAllText(Path.Combine(Path.GetDirectoryName(group)!, file)).Trim());
            }
        }
    }

    /// <summary>
    /// Leaves it these. In cgroup v1 no group may have less than one below it, so that those below keep what they have of these, and otherwise get all of these; what they had is
    /// forgotten. A group with too many below it stays as it is.
    /// </summary>
    /// <exception cref="IOException">A group came or went meanwhile; some may have been changed.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public void Narrow(IReadOnlyList<int> processors)
    {
        var tree = Tree().Take(MostGroups + 1).ToList();
        if (tree.Count > MostGroups)
        {
            return;
        }

        foreach (var below in tree.Skip(1).Reverse())
        {
            Try(() =>
            {
                var has = Read(below, Processors);
                var kept = has.Intersect(processors).ToList();
                Write(below, has, kept.Count == 0 ? processors : kept);
            });
        }

        // Refused where one below that could not be changed has more.
        Write(group, Given, processors);
    }

    /// <summary>Gives it and, in cgroup v1, all below it these, which the group above it has.</summary>
    /// <exception cref="IOException">The group is gone.</exception>
    public void Widen(IReadOnlyList<int> processors)
    {
        Write(group, Given, processors);
        foreach (var below in Tree().Skip(1).Take(MostGroups))
        {
            Try(() => Write(below, Read(below, Processors), processors));
        }
    }

    /// <summary>For a group that root inside made: it may have gone, have got less from root inside meanwhile, or have a name that nobody else can use.</summary>
    private static void Try(Action change)
    {
        try
        {
            change();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What counts is the group above all of them.
        }
    }

    private static void Write(string group, IReadOnlyList<int> has, IReadOnlyList<int> processors)
    {
        if (!processors.SequenceEqual(has))
        {
            CgroupDirectory.Write(group, Processors, ProcessorList.Format(processors));
        }
    }

    private static IReadOnlyList<int> Read(string group, string file) => ProcessorList.Parse(File.ReadAllText(Path.Combine(group, file)));

    /// <summary>The groups whose own processors bound this one's, each before those below it: in cgroup v2 none but itself.</summary>
    private IEnumerable<string> Tree()
    {
        var next = new Queue<string>([group]);
        while (next.TryDequeue(out var path))
        {
            yield return path;
            Try(() =>
            {
                foreach (var below in hierarchy.IsUnified ? [] : Directory.EnumerateDirectories(path))
                {
                    next.Enqueue(below);
                }
            });
        }
    }
}
