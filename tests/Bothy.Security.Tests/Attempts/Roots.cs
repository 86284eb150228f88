using Bothy.Security.Tests.Frame;

namespace Bothy.Security.Tests.Attempts;

/// <summary>Files of the host that lie above the environment's root directory.</summary>
internal static class Roots
{
    public static IReadOnlyList<Attempt> All { get; } =
    [
        One("leave_root", "climb out of its root directory", laboratory => laboratory.Directory),
        One("pivot_root", "find the host's root under its own by putting another in its place", laboratory => laboratory.Directory),
        One("image_file", "change the file of the image that environments share", laboratory => laboratory.ImageFile),
    ];

    /// <param name="aimed">What it wants to open.</param>
    private static Attempt One(string name, string aim, Func<Laboratory, string> aimed) => new()
    {
        Name = name,
        Aim = aim,
        Refused = Error.ENOENT,
        By = new Dictionary<Protection, Error> { [Protection.MountNamespace] = Error.ENOENT },
        Prepare = laboratory => Task.FromResult(new Stage { Arguments = [aimed(laboratory)] }),
    };
}
