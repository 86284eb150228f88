using System.Net;
using Bothy.Linux.Netlink;
using Bothy.Runner.Network.Rules;

namespace Bothy.Runner.Network.Names;

/// <summary>
/// Answers an environment's queries by its rules: names that no rule allows are refused without anybody being asked, and the addresses of
/// the others are let through the firewall before the environment learns them.
/// </summary>
/// <param name="mayReach">False for addresses that stay closed whatever a name server says, so that no name leads into the host's networks.</param>
internal sealed class NameRules(UpstreamServers upstream, Firewall firewall, Func<IPAddress, bool> mayReach)
{
    private const uint LongestSeconds = 3600;
    private const uint ShortestStay = 60;

    /// <summary>Clients may use an address for a moment after its time.</summary>
    private const uint Slack = 30;

    /// <param name="grants">What the environment may ask; null for everything.</param>
    /// <param name="longest">Bytes that the client takes.</param>
    public async Task<byte[]> AnswerAsync(DnsQuery query, IReadOnlyList<NameGrant>? grants, int longest, CancellationToken cancellationToken)
    {
        var matching = grants?.Where(grant => query.Name is not null && grant.Covers(query.Name)).ToList();
        if (matching is { Count: 0 } || query.Name is null || query.Type is >= DnsType.FirstOfQuestions and <= DnsType.LastOfQuestions)
        {
            return Say(DnsResponseCode.Refused);
        }

        if (matching is not null && query.Type is DnsType.ServiceBinding or DnsType.Https)
        {
            return Say(DnsResponseCode.NoError);
        }

        if (await upstream.AskAsync(query, cancellationToken) is not var (message, answer))
        {
            return Say(DnsResponseCode.ServerFailure);
        }

        if (matching is null || query.Type is not (DnsType.Address4 or DnsType.Address6))
        {
            return DnsWriter.Relay(query, message, longest) ?? DnsWriter.Truncated(query);
        }

        var addresses = answer.Addresses.Where(mayReach).ToList();
        var seconds = Math.Min(answer.Seconds, LongestSeconds);
        if (addresses.Count > 0 && !TryLearn(query, matching, addresses, seconds))
        {
            return Say(DnsResponseCode.ServerFailure);
        }

        var code = answer.Code is (int)DnsResponseCode.NoError or (int)DnsResponseCode.NameError ? (DnsResponseCode)answer.Code : DnsResponseCode.ServerFailure;
        return DnsWriter.Answer(query, code, addresses, seconds, longest);

        byte[] Say(DnsResponseCode what) => DnsWriter.Answer(query, what, [], 0, longest);
    }

    private bool TryLearn(DnsQuery query, List<NameGrant> grants, List<IPAddress> addresses, uint seconds)
    {
        var stay = TimeSpan.FromSeconds(Math.Max(seconds, ShortestStay) + Slack);
        var sets = grants.Select(grant => query.Type == DnsType.Address4 ? grant.Set4 : grant.Set6).Distinct();
        try
        {
            firewall.Learn([.. sets.SelectMany(set => addresses.Select(address => (set, address, stay)))]);
            return true;
        }
        catch (NetlinkException)
        {
            // The set is full, or the rules have just changed: the client asks again.
            return false;
        }
    }
}
