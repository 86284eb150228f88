using System.Text;
using Bothy.Images.Oci;
using CsCheck;

namespace Bothy.Images.Tests.Oci;

/// <summary>Documents of layouts are whatever somebody wrote.</summary>
public sealed class OciJsonTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "null", "true", "1", "1e99", "\"\"", "\"manifests\"", "\"layers\"", "\"config\"", "\"digest\"", "\"size\"", "\"platform\"",
        "\"annotations\"", "\"rootfs\"", "\"diff_ids\"", "\"Env\"", "\"sha256:00\"", "-1", "\"\\ud800\"", " ",
    ];

    [Fact]
    public void Parse_AnyPieces_GiveADocumentOrATypedError()
    {
        Gen.OneOf<string>(Pieces).Array[0, 30].Select(string.Concat).Sample(text => Parses(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Parse_AnyBytes_GiveADocumentOrATypedError()
    {
        Gen.Byte.Array[0, 60].Sample(Parses);
    }

    [Fact]
    public void Parse_ChangedDocument_GivesADocumentOrATypedError()
    {
        var document = """{"schemaVersion":2,"manifests":[{"mediaType":"m","digest":"sha256:00","size":5,"annotations":{"a":"b"},"platform":{"os":"linux","architecture":"amd64"}}],"config":{"size":1},"layers":[null]}"""u8.ToArray();
        Gen.Select(Gen.Int[0, document.Length - 1], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            var changed = document.ToArray();
            foreach (var (at, value) in changes)
            {
                changed[at] = value;
            }

            Parses(changed);
        });
    }

    [Fact]
    public void ToConfig_NullsEverywhere_GivesNone()
    {
        var section = OciJson.Parse("""{"config":{"Env":[null,"A=1"],"Cmd":null,"Labels":{"a":null,"b":"c"},"User":""}}"""u8, OciConfigJson.Default.OciImageDocument, "it").Config;

        var config = OciConfigMapping.ToConfig(section);

        config.Env.ShouldBe(["A=1"]);
        config.Cmd.ShouldBeEmpty();
        config.User.ShouldBeNull();
        config.Labels.ShouldBe(new Dictionary<string, string> { ["b"] = "c" });
        OciConfigMapping.ToConfig(null).Env.ShouldBeEmpty();
    }

    private static void Parses(byte[] content)
    {
        Typed(() => OciJson.Parse(content, OciJson.Default.OciManifest, "it"));
        Typed(() => OciConfigMapping.ToConfig(OciJson.Parse(content, OciConfigJson.Default.OciImageDocument, "it").Config));
    }

    private static void Typed(Func<object> parse)
    {
        try
        {
            parse().ShouldNotBeNull();
        }
        catch (ImageException exception)
        {
            exception.Problem.ShouldBe(ImageProblem.Corrupt);
        }
    }
}
