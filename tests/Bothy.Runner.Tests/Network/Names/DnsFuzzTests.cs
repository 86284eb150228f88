using System.Net;
using Bothy.Runner.Network.Names;

namespace Bothy.Runner.Tests.Network.Names;

/// <summary>
/// Messages that anybody may send, broken in every way: reading them ends, never throws, and what was read can be answered with a message
/// that reads as what was said. The same seeds each time; many more of them in a soak.
/// </summary>
public sealed class DnsFuzzTests
{
    private static readonly int Rounds = System.Environment.GetEnvironmentVariable("BOTHY_SOAK") == "1" ? 20_000_000 : 50_000;

    private static readonly byte[][] Seeds =
    [
        DnsMessageTests.Bytes("1234 0100 0001 0000 0000 0001 03777777 076578616d706c65 036f7267 00 0001 0001 00 0029 1000 00000000 0000"),
        DnsMessageTests.Bytes("1234 8180 0001 0002 0000 0000 03777777 076578616d706c65 036f7267 00 0001 0001 c00c 0005 0001 0000003c 0004 0161 c010 0161c010 0001 0001 0000012c 0004 c0000201"),
        DnsMessageTests.Bytes("1234 8180 0001 0002 0000 0000 0161 00 001c 0001 c00c 001c 0001 0000003c 0010 20010db8000000000000000000000001 c00c 0005 0001 00000001 0002 c00c"),
    ];

    [Fact]
    public void Read_BrokenMessages_EndsWithoutExceptionAndAnswersAreSound()
    {
        var random = new Random(20250707);
        for (var round = 0; round < Rounds; round++)
        {
            var message = Break(Seeds[random.Next(Seeds.Length)], random);
            if (DnsQuery.Read(message) is not { } query)
            {
                _ = DnsAnswer.Read(message, 0x1234, DnsQuery.Read(Seeds[0])!);
                continue;
            }

            _ = DnsAnswer.Read(message, query.Id, query);
            IPAddress[] addresses = [query.Type == DnsType.Address6 ? IPAddress.IPv6Loopback : IPAddress.Loopback];
            var answer = DnsWriter.Answer(query, DnsResponseCode.NoError, addresses, 1, query.LongestAnswer);
            answer.Length.ShouldBeLessThanOrEqualTo(query.LongestAnswer);
            if (query is { Name: not null, Type: DnsType.Address4 or DnsType.Address6 })
            {
                DnsAnswer.Read(answer, query.Id, query)!.Addresses.ShouldBe(addresses);
            }
        }
    }

    private static byte[] Break(byte[] seed, Random random)
    {
        var message = seed[..(random.Next(4) == 0 ? random.Next(seed.Length + 1) : seed.Length)];
        for (var change = random.Next(6); change > 0 && message.Length > 0; change--)
        {
            message[random.Next(message.Length)] = random.Next(3) switch
            {
                0 => 0xC0,
                1 => (byte)random.Next(64),
                _ => (byte)random.Next(256),
            };
        }

        return message;
    }
}
