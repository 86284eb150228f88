using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Bothy.Devcontainers.Variables;

/// <summary>
/// <c>${devcontainerId}</c>: unique among the environments of an installation and the same for an environment's whole life.
/// Dev Container ID proposal, "Label-based Computation": SHA-256 over the labels as compact JSON, in base 32, 52 digits.
/// </summary>
public static class DevcontainerId
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuv";
    private const int Length = 52;

    /// <summary>The identifier of an environment, from its resource's id.</summary>
    public static string ForEnvironment(Guid environmentId) => FromLabel("bothy.environment", environmentId.ToString("D"));

    /// <param name="name">Name of the one label; plain ASCII, so that no JSON escape arises.</param>
    /// <param name="value">Its value; likewise.</param>
    internal static string FromLabel(string name, string value)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{{\"{name}\":\"{value}\"}}"));
        var number = new BigInteger(hash, isUnsigned: true, isBigEndian: true);
        return string.Create(Length, number, (span, rest) =>
        {
            for (var index = span.Length - 1; index >= 0; index--)
            {
                span[index] = Digits[(int)(rest & 31)];
                rest >>= 5;
            }
        });
    }
}
