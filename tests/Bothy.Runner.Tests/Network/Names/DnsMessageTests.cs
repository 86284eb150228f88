using System.Net;
using Bothy.Runner.Network.Names;

namespace Bothy.Runner.Tests.Network.Names;

public sealed class DnsMessageTests
{
    private const string QueryText = "1234 0100 0001 0000 0000 0000 03777777 076578616d706c65 036f7267 00 0001 0001";

    [Fact]
    public void Read_PlainQuery_HasNameInLowerCaseAndType()
    {
        var query = DnsQuery.Read(Bytes("1234 0100 0001 0000 0000 0000 03575757 076578616d706c65 036f7267 00 001c 0001"))!;

        query.Id.ShouldBe((ushort)0x1234);
        query.Name.ShouldBe("www.example.org");
        query.Type.ShouldBe(DnsType.Address6);
        query.HasExtension.ShouldBeFalse();
        query.LongestAnswer.ShouldBe(512);
    }

    [Fact]
    public void Read_Extension_GivesTheDatagramSizeWithinBounds()
    {
        var query = DnsQuery.Read(Bytes("1234 0100 0001 0000 0000 0001 03777777 00 0001 0001 00 0029 ffff 00000000 0000"))!;

        query.HasExtension.ShouldBeTrue();
        query.LongestAnswer.ShouldBe(1232);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("1234 0100 0001 0000 0000", "half a header")]
    [InlineData("1234 8100 0001 0000 0000 0000 03777777 00 0001 0001", "a response")]
    [InlineData("1234 2800 0001 0000 0000 0000 03777777 00 0001 0001", "an update")]
    [InlineData("1234 0100 0002 0000 0000 0000 03777777 00 0001 0001 03777777 00 0001 0001", "two questions")]
    [InlineData("1234 0100 0001 0000 0000 0000 03777777 00 0001 0003", "class CHAOS")]
    [InlineData("1234 0100 0001 0000 0000 0000 3f777777 00 0001 0001", "a label beyond the end")]
    [InlineData("1234 0100 0001 0000 0000 0000 c00c 0001 0001", "a name that is itself")]
    [InlineData("1234 0100 0001 0000 0000 0000 03777777 c00c 0001 0001", "a name that begins again and again")]
    [InlineData("1234 0100 0001 0000 0000 0000 03777777 c0ff 0001 0001", "a pointer beyond the end")]
    [InlineData("1234 0100 0001 0000 0000 0000 03777777 00 0001", "no class")]
    public void Read_WhatIsNoQuery_IsNone(string message, string what) => DnsQuery.Read(Bytes(message)).ShouldBeNull(what);

    [Fact]
    public void Read_NameThatNoHostHas_HasNoName() =>
        DnsQuery.Read(Bytes("1234 0100 0001 0000 0000 0000 03772e77 00 0001 0001"))!.Name.ShouldBeNull();

    [Fact]
    public void Answer_Chain_IsFollowedToItsAddressesWithItsShortestTime()
    {
        var query = DnsQuery.Read(Bytes(QueryText))!;

        // www.example.org is a.example.org (60 s), which is 192.0.2.1 and 192.0.2.2 (300 s); 192.0.2.9 is another's.
        var answer = DnsAnswer.Read(
            Bytes("0007 8180 0001 0004 0000 0000 03777777 076578616d706c65 036f7267 00 0001 0001"
                + "c00c 0005 0001 0000003c 0004 0161 c010"
                + "0161c010 0001 0001 0000012c 0004 c0000201"
                + "0161c010 0001 0001 0000012c 0004 c0000202"
                + "0162c010 0001 0001 0000012c 0004 c0000209"),
            7, query)!;

        answer.Addresses.ShouldBe([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")]);
        answer.Seconds.ShouldBe(60u);
    }

    [Theory]
    [InlineData("0008 8180 0001 0000 0000 0000 03777777 076578616d706c65 036f7267 00 0001 0001", "another number")]
    [InlineData("0007 0100 0001 0000 0000 0000 03777777 076578616d706c65 036f7267 00 0001 0001", "a query")]
    [InlineData("0007 8180 0001 0000 0000 0000 03777778 076578616d706c65 036f7267 00 0001 0001", "another name")]
    [InlineData("0007 8180 0001 0000 0000 0000 03777777 076578616d706c65 036f7267 00 001c 0001", "another type")]
    public void Answer_ToAnotherQuestion_IsNone(string message, string what) =>
        DnsAnswer.Read(Bytes(message), 7, DnsQuery.Read(Bytes(QueryText))!).ShouldBeNull(what);

    [Fact]
    public void Write_AnswerThatIsReadAgain_IsTheSame()
    {
        var query = DnsQuery.Read(Bytes(QueryText))!;
        IPAddress[] addresses = [IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")];

        var read = DnsAnswer.Read(DnsWriter.Answer(query, DnsResponseCode.NoError, addresses, 90, 512), query.Id, query)!;

        read.Addresses.ShouldBe(addresses);
        read.Seconds.ShouldBe(90u);
        read.Truncated.ShouldBeFalse();
    }

    [Fact]
    public void Write_MoreThanFits_IsCutAndSaysSo()
    {
        var query = DnsQuery.Read(Bytes(QueryText))!;
        var addresses = Enumerable.Range(1, 100).Select(last => IPAddress.Parse($"192.0.2.{last}")).ToList();

        var message = DnsWriter.Answer(query, DnsResponseCode.NoError, addresses, 90, 512);

        message.Length.ShouldBeLessThanOrEqualTo(512);
        DnsAnswer.Read(message, query.Id, query)!.Truncated.ShouldBeTrue();
    }

    internal static byte[] Bytes(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace(" ", "", StringComparison.Ordinal));
}
