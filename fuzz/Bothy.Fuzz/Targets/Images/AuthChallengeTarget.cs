using System.Text;
using Bothy.Images.Registries.Authentication;

namespace Bothy.Fuzz.Targets.Images;

/// <summary>Challenges: what is read, written again, reads the same.</summary>
internal sealed class AuthChallengeTarget : IFuzzTarget
{
    public string Name => "auth-challenge";

    public long AllocationLimit => 4 << 20;

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        """Bearer realm="https://auth.example/token",service="registry.example",scope="repository:team/app:pull" """u8.ToArray(),
        """Basic realm="a \"quoted\" realm", charset="UTF-8", Bearer realm=plain"""u8.ToArray(),
        "Negotiate YII=, Digest realm=\"x\" , nonce=abc==, Basic"u8.ToArray(),
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var read = AuthChallengeReader.Read(Encoding.Latin1.GetString(input));
        var again = AuthChallengeReader.Read(string.Join(", ", read.Select(Write)));
        if (!read.Select(Write).SequenceEqual(again.Select(Write)) || read.Any(challenge => challenge.Scheme.Length == 0))
        {
            throw new FuzzFailureException("a challenge reads differently when it is written again");
        }
    }

    private static string Write(AuthChallenge challenge) =>
        challenge.Scheme + string.Join(",", challenge.Parameters.Select(pair =>
            $" {pair.Key}=\"{pair.Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""));
}
