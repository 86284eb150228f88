using Bothy.Cli.Apply;
using Bothy.Cli.Documents;
using Bothy.Cli.Errors;

namespace Bothy.Cli.Tests.Apply;

public sealed class ApplyRequestTests
{
    [Fact]
    public void Read_ManyMistakes_ReportsAllWithTheirPlaces()
    {
        var error = Should.Throw<CliException>(() => Read(
            """
            kind: Environment
            metadata: { name: "Not A Name" }
            spec: { desiredPhse: running, class: 5, content: { git: { url: "https://u:hunter2@example.com/x.git" } } }
            ---
            kind: Enviroment
            ---
            metadata: {}
            """));

        error.ExitCode.ShouldBe(2);
        var details = string.Join('\n', error.Details);
        details.ShouldContain("env.yaml, document 1: spec.desiredPhse: is not a known field; did you mean 'desiredPhase'?");
        details.ShouldContain("env.yaml, document 1: metadata.name");
        details.ShouldContain("env.yaml, document 1: spec.class: must be a string");
        details.ShouldContain("env.yaml, document 1: spec.content.git.url");
        details.ShouldContain("env.yaml, document 2: kind: there is no kind Enviroment");
        details.ShouldContain("did you mean 'Environment'?");
        details.ShouldContain("env.yaml, document 3: kind: is required");
        details.ShouldNotContain("hunter2");
    }

    [Fact]
    public void Read_GoodDocuments_AreSteps() => Read(
        """
        kind: EnvironmentClass
        metadata: { name: small }
        spec: { cpuMillis: 500, memoryBytes: 268435456, diskBytes: 1073741824, pids: 512 }
        ---
        kind: Environment
        metadata: { name: work }
        spec: { class: small }
        """).Steps.Count.ShouldBe(2);

    private static ApplyRequest Read(string yaml) =>
        ApplyRequest.Read(DocumentReader.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(yaml)), "env.yaml"));
}
