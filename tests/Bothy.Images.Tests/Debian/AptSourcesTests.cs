using Bothy.Images.Debian;
using CsCheck;

namespace Bothy.Images.Tests.Debian;

public sealed class AptSourcesTests
{
    [Fact]
    public void ParseLines_OneLineForm_IsRead()
    {
        var entries = AptSourcesReader.ParseLines("""
            # a comment
            deb http://mirror.example/debian bookworm main contrib # trailing
            deb-src http://mirror.example/debian bookworm main
            deb [arch=amd64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian-security/ bookworm-security main
            deb [ arch=amd64 ] https://other.example/x stable main

            deb incomplete
            """).ToList();

        entries.Select(entry => entry.Uris[0]).ShouldBe(["http://mirror.example/debian", "http://mirror.example/debian-security/", "https://other.example/x"]);
        entries[0].Components.ShouldBe(["main", "contrib"]);
        entries[1].SignedBy.ShouldBe("/usr/share/keyrings/debian-archive-keyring.gpg");
        entries[2].Suites.ShouldBe(["stable"]);
    }

    [Fact]
    public void ParseStanzas_Deb822Form_IsRead()
    {
        var entries = AptSourcesReader.ParseStanzas("""
            Types: deb deb-src
            # a comment
            URIs: http://mirror.example/debian
            Suites: bookworm
             bookworm-updates
            Components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Types: deb
            Enabled: no
            URIs: http://off.example/debian
            Suites: bookworm
            Components: main

            Types: deb-src
            URIs: http://source.example/debian
            Suites: bookworm
            Components: main
            """).ToList();

        entries.Count.ShouldBe(1);
        entries[0].Suites.ShouldBe(["bookworm", "bookworm-updates"]);
        entries[0].SignedBy.ShouldBe("/usr/share/keyrings/debian-archive-keyring.gpg");
    }

    [Theory]
    [InlineData("deb http://m.example/debian bookworm main", "http://m.example/debian")]
    [InlineData("deb http://m.example/debian/ bookworm main", "http://m.example/debian")]
    [InlineData("deb https://apt.example/repo/debian-remote bookworm main", "https://apt.example/repo/debian-remote")]
    [InlineData("deb https://download.docker.example/linux/debian bookworm stable", null)]
    [InlineData("deb https://deb.nodesource.example/node_20.x bookworm main", null)]
    [InlineData("deb https://packages.example/debian/12/prod bookworm main", null)]
    [InlineData("deb [signed-by=/etc/apt/keyrings/vendor.gpg] https://vendor.example/debian bookworm main", null)]
    [InlineData("deb http://m.example/debian-security bookworm-security main", null)]
    public void Of_HostsSources_TakesDebiansOwnOnly(string line, string? archive)
    {
        DebianMirror.Of([.. AptSourcesReader.ParseLines(line)]).Archive.ShouldBe(archive ?? DebianMirror.Public.Archive);
    }

    [Theory]
    [InlineData("http://localhost:3142/debian", true)]
    [InlineData("http://127.0.0.1/debian", true)]
    [InlineData("file:///srv/debian", true)]
    [InlineData("mirror+file:/etc/apt/mirrors/debian", true)]
    [InlineData("http://m.example/debian", false)]
    [InlineData("https://m.example/debian", false)]
    public void FromInside_WhatOnlyTheHostReaches_IsReplaced(string archive, bool replaced)
    {
        new DebianMirror(archive, archive).FromInside.Archive.ShouldBe(replaced ? DebianMirror.Public.Archive : archive);
    }

    [Fact]
    public void Parse_AnyText_NeverThrows()
    {
        Gen.OneOf<string>(Gen.String, Gen.OneOf<string>("deb ", "[", "]", "\n", " ", "Types: deb\n", "URIs:", "signed-by=", "#", "\t", ":")).Array[0, 12].Select(string.Concat).Sample(text =>
        {
            DebianMirror.Of([.. AptSourcesReader.ParseLines(text), .. AptSourcesReader.ParseStanzas(text)]).Archive.ShouldNotBeEmpty();
        });
    }
}
