using System.Collections.Concurrent;
using System.Net;

namespace Bothy.Runner.Network.Names;

/// <summary>Keeps one environment from taking the resolver from the others: queries at once, and queries a second.</summary>
internal sealed class QueryBudget(TimeProvider time)
{
    private const int MostAtOnce = 64;
    private const double PerSecond = 200;
    private const double Burst = 500;
    private readonly ConcurrentDictionary<IPAddress, Account> accounts = new();

    private sealed class Account
    {
        public double Tokens { get; set; } = Burst;

        public long Seen { get; set; }

        public int AtOnce { get; set; }
    }

    /// <summary>Takes a query on; false if the environment has had its share. Each that was taken on must be ended.</summary>
    public bool TryBegin(IPAddress environment)
    {
        var account = accounts.GetOrAdd(environment, _ => new Account { Seen = time.GetTimestamp() });
        lock (account)
        {
            var now = time.GetTimestamp();
            account.Tokens = Math.Min(Burst, account.Tokens + (time.GetElapsedTime(account.Seen, now).TotalSeconds * PerSecond));
            account.Seen = now;
            if (account.AtOnce >= MostAtOnce || account.Tokens < 1)
            {
                return false;
            }

            account.AtOnce++;
            account.Tokens--;
            return true;
        }
    }

    public void End(IPAddress environment)
    {
        if (accounts.TryGetValue(environment, out var account))
        {
            lock (account)
            {
                account.AtOnce--;
            }
        }
    }
}
