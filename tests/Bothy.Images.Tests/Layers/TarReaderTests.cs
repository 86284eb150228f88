using Bothy.Images.Layers;
using CsCheck;

namespace Bothy.Images.Tests.Layers;

public sealed class TarReaderTests
{
    private static readonly byte[] Archive = new TarBuilder()
        .Directory("d")
        .Pax(("path", "d/long"u8.ToArray()), ("SCHILY.xattr.user.a", [1, 2, 3]), ("mtime", "12.5"u8.ToArray()))
        .File("x", new string('c', 700))
        .Link("link", "d")
        .ToArray();

    [Fact]
    public void Next_NumbersInBaseTwoFiveSix_AreRead()
    {
        TarNumber.Read([0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]).ShouldBe(1L << 32);
        TarNumber.Read([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]).ShouldBe(-2);
        TarNumber.Read("  644 \0\0"u8).ShouldBe(0x1A4);
        TarNumber.Read(new byte[8]).ShouldBe(0);
        Should.Throw<TarException>(() => TarNumber.Read("12x4567\0"u8));
        Should.Throw<TarException>(() => TarNumber.Read([0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]));
    }

    [Fact]
    public void Next_ContentNotRead_IsSkipped()
    {
        Names(Archive).ShouldBe(["d", "d/long", "link"]);
    }

    [Fact]
    public void Next_ChangedArchive_GivesEntriesOrATypedError()
    {
        Gen.Select(Gen.Int[0, Archive.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var changed = Archive.ToArray();
            foreach (var (at, value) in changes)
            {
                changed[at] = value;
            }

            Typed(changed);
        });
    }

    [Fact]
    public void Next_CutOff_GivesEntriesOrATypedError()
    {
        Gen.Int[0, Archive.Length].Sample(length => Typed(Archive[..length]));
    }

    [Fact]
    public void PaxRecords_AnyBytes_GiveRecordsOrATypedError()
    {
        Gen.OneOf<byte>(Gen.Byte, Gen.OneOf<byte>((byte)'1', (byte)'0', (byte)' ', (byte)'=', (byte)'\n', (byte)'p')).Array[0, 40].Sample(bytes =>
        {
            try
            {
                PaxRecords.Parse(bytes, new PaxRecords()).ShouldNotBeNull();
            }
            catch (TarException)
            {
            }
        });
    }

    private static void Typed(byte[] archive)
    {
        try
        {
            Names(archive).Count.ShouldBeLessThan(100);
        }
        catch (TarException exception)
        {
            exception.Message.ShouldNotBeEmpty();
        }
    }

    private static List<string> Names(byte[] archive)
    {
        var reader = new TarReader(new MemoryStream(archive));
        var names = new List<string>();
        while (reader.Next() is { } entry)
        {
            names.Add(entry.Name);
        }

        return names;
    }
}
