using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Attempts;

/// <summary>Users of the host who are not root, with the help of root inside: how it ends is seen on the host when the payload is done.</summary>
internal static class HostUsers
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        new()
        {
            Name = "setuid_on_disk",
            Aim = "make a user of the host its root by a setuid program on the disk",
            Refused = Error.EACCES,
            By = new Dictionary<Protection, Error>
            {
                [Protection.HostDirectoryMode] = Error.EACCES,
                [Protection.HostMountOptions] = Error.EPERM,
            },
            Prepare = laboratory => Task.FromResult(OnHost(laboratory, "run_as_somebody", "setuid")),
        },
        new()
        {
            Name = "files_on_disk",
            Aim = "let a user of the host read the environment's files",
            Refused = Error.EACCES,
            By = new Dictionary<Protection, Error> { [Protection.HostDirectoryMode] = Error.EACCES },
            Prepare = laboratory => Task.FromResult(OnHost(laboratory, "open_as_somebody", "readable")),
        },
    ];

    private static Stage OnHost(Laboratory laboratory, string payload, string file)
    {
        var path = Path.Combine(laboratory.DiskPath(limited: true), "workspaces", file);
        return new Stage
        {
            Afterwards = async () =>
            {
                File.Exists(path).ShouldBeTrue("root inside did its part");
                return await laboratory.RunOnHostAsync(payload, path);
            },
            Undo = () =>
            {
                File.Delete(path);
                return ValueTask.CompletedTask;
            },
        };
    }
}
