using Bothy.Api.Client;
using Bothy.Api.Servers;

namespace Bothy.Api.Tests.Servers;

public sealed class LocalEndpointTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("bothy-endpoint-test-");

    public LocalEndpointTests() => _directory.CreateSubdirectory("server");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void Read_BothFiles_HasUrlAndToken()
    {
        Write("""{ "url": "http://127.0.0.1:28311/", "pid": 42 }""", "t0ken\n");

        var endpoint = LocalEndpoint.Read(_directory.FullName).ShouldNotBeNull();

        endpoint.Url.Port.ShouldBe(28311);
        endpoint.Pid.ShouldBe(42);
        endpoint.Token.ShouldBe("t0ken");
    }

    [Fact]
    public void Read_NothingThere_IsNull()
    {
        LocalEndpoint.Read(_directory.FullName).ShouldBeNull();
        LocalEndpoint.Read(Path.Combine(_directory.FullName, "none")).ShouldBeNull();
        BothyClient.ForLocal(_directory.FullName).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"url\":")]
    public void Read_Broken_SaysWhatToDo(string json)
    {
        Write(json, "t");

        Should.Throw<InvalidDataException>(() => LocalEndpoint.Read(_directory.FullName)).Message.ShouldContain("Restart the server");
    }

    private void Write(string endpoint, string token)
    {
        File.WriteAllText(LocalEndpoint.FileIn(_directory.FullName), endpoint);
        File.WriteAllText(LocalEndpoint.TokenFileIn(_directory.FullName), token);
    }
}
