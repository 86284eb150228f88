using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bothy.Api.EnvironmentClasses;
using Bothy.Api.Environments;
using Bothy.Api.Json;
using Bothy.Api.Servers;

namespace Bothy.Api.Tests.Json;

public sealed class ApiJsonTests
{
    public static TheoryData<Type> Types =>
        [.. typeof(EnvironmentResource).Assembly.GetTypes().Where(type => type is { IsPublic: true, IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
            && ApiJson.Default.GetTypeInfo(type) is { Kind: JsonTypeInfoKind.Object } && type.GetConstructor([]) is not null)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Read_MembersLeftOut_KeepTheirDefaults(Type type)
    {
        var properties = ApiJson.Default.GetTypeInfo(type)!.Properties;
        var required = properties.Where(property => property.IsRequired).Select(property => property.Name).ToHashSet();
        var document = "{" + string.Join(",", properties.Where(p => p.IsRequired).Select(p => $"\"{p.Name}\":{Sample(p.PropertyType)}")) + "}";

        var read = JsonSerializer.Deserialize(document, ApiJson.Default.GetTypeInfo(type)!)!;

        var created = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.GetMethod!.IsStatic is false))
        {
            if (!required.Contains(JsonNamingPolicy.CamelCase.ConvertName(property.Name)))
            {
                property.GetValue(read).ShouldBe(property.GetValue(created), property.Name);
            }
        }
    }

    [Fact]
    public void Write_Environment_IsCamelCaseWithoutNulls()
    {
        var json = JsonSerializer.Serialize(
            new EnvironmentResource { Kind = EnvironmentResource.KindName, Metadata = new() { Name = "work" } }, ApiJson.Default.EnvironmentResource);

        json.ShouldStartWith("""{"kind":"Environment","metadata":{"id":"00000000-0000-0000-0000-000000000000","name":"work","organization":"default",""");
        json.ShouldContain("\"desiredPhase\":\"running\"");
        json.ShouldNotContain("null");
    }

    [Fact]
    public void Read_NumberForAnEnumMember_Refused() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize("""{"sandbox":0}""", ApiJson.Default.EnvironmentClassSpec));

    [Fact]
    public void Read_UnknownMember_IgnoredBetweenPeers() =>
        JsonSerializer.Deserialize("""{"newer":1,"pids":100}""", ApiJson.Default.EnvironmentClassSpec)!.Pids.ShouldBe(100);

    [Theory]
    [MemberData(nameof(Types))]
    public void Members_WithSecrets_AreNotPrinted(Type type)
    {
        var secrets = type.GetProperties().Where(p => p.PropertyType == typeof(string) && p.CanWrite && p.Name is "Token" or "Password" or "SshPrivateKey").ToList();
        if (secrets.Count == 0)
        {
            return;
        }

        var instance = type == typeof(LocalEndpoint)
            ? new LocalEndpoint { Url = new Uri("http://127.0.0.1:1") }
            : Activator.CreateInstance(type)!;
        secrets.ForEach(secret => secret.SetValue(instance, "s3cret"));

        instance.ToString()!.ShouldNotContain("s3cret");
    }

    private static string Sample(Type type) => type switch
    {
        _ when type == typeof(string) => "\"x\"",
        _ when type == typeof(Guid) => "\"00000000-0000-0000-0000-000000000001\"",
        _ when type == typeof(Uri) => "\"http://127.0.0.1:1\"",
        { IsEnum: true } => $"\"{JsonNamingPolicy.CamelCase.ConvertName(Enum.GetNames(type)[0])}\"",
        { IsPrimitive: true } => "1",
        _ when typeof(System.Collections.IEnumerable).IsAssignableFrom(type) => "[]",
        _ => """{"name":"x"}""",
    };
}
