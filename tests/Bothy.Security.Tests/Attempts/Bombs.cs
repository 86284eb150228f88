using System.Globalization;
using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Attempts;

/// <summary>Taking more than one's share. Each stops by itself at an amount that any host can bear.</summary>
internal static class Bombs
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        Of("process_bomb", "leave nobody else a process", Error.EAGAIN, Protection.PidsLimit, 200),
        Of("memory_bomb", "take the host's memory", Error.ENOMEM, Protection.MemoryLimit, 256),
        Of("memory_file_bomb", "take the host's memory through files that live in it", Error.ENOMEM, Protection.MemoryLimit, 256),
        Of("descriptor_bomb", "take the host's memory through open files", Error.ENOMEM, Protection.MemoryLimit, 48, 15000),
        Of("inode_bomb", "leave nobody a file", Error.ENOSPC, Protection.DiskLimit, 6000),
        Of("disk_bomb", "fill the host's disk", Error.ENOSPC, Protection.DiskLimit, 80),
        Of("inotify_bomb", "leave the host's root no inotify", Error.EMFILE, Protection.OwnerOfItsOwn, 4096) with
        {
            // It takes all that root has: in the guest, flood_inotify shows that it would.
            IsHarmful = true,

            // Turned round: what must not succeed is that others are refused.
            Prepare = laboratory => Task.FromResult(new Stage
            {
                Arguments = ["4096"],
                WhileHolding = async () => await laboratory.RunOnHostAsync("use_inotify") == Outcome.Succeeded
                    ? Outcome.Refused(Error.EMFILE)
                    : Outcome.Succeeded,
            }),
        },
    ];

    private static Attempt Of(string name, string aim, Error refused, Protection protection, params int[] most) => new()
    {
        Name = name,
        Aim = aim,
        Refused = refused,
        By = new Dictionary<Protection, Error> { [protection] = refused },
        Prepare = _ => Task.FromResult(new Stage { Arguments = [.. most.Select(number => number.ToString(CultureInfo.InvariantCulture))] }),
    };
}
