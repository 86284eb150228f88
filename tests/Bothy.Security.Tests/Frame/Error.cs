namespace Bothy.Security.Tests.Frame;

/// <summary>The refusals that attempts meet (errno(3), x86-64 values).</summary>
public enum Error
{
    EPERM = 1,
    ENOENT = 2,
    ESRCH = 3,
    EBADF = 9,
    EAGAIN = 11,
    ENOMEM = 12,
    EACCES = 13,
    EBUSY = 16,
    ENODEV = 19,
    EINVAL = 22,
    EMFILE = 24,
    ENOSPC = 28,
    EROFS = 30,
    ENOSYS = 38,
    ENODATA = 61,
    EAFNOSUPPORT = 97,
    ENETUNREACH = 101,
    ETIMEDOUT = 110,
    ECONNREFUSED = 111,
    EHOSTUNREACH = 113,
    EDQUOT = 122,
    ENOKEY = 126,
}
