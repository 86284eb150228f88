using Bothy.Images;
using Bothy.Images.Registries.Authentication;

namespace Bothy.Fuzz.Targets.Images;

/// <summary>Files with credentials: a file or a typed error, and never a credential for another registry.</summary>
internal sealed class CredentialFileTarget : IFuzzTarget
{
    public string Name => "credential-file";

    public long AllocationLimit => 4 << 20;

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        """{"auths":{"https://index.docker.io/v1/":{"auth":"dXNlcjpzZWNyZXQ="},"registry.example/team":{"username":"u","password":"p"},"x":null}}"""u8.ToArray(),
        """{"auths":{"registry.example":{"identitytoken":"t"}},"credHelpers":{"registry.example":"name","y":null},"credsStore":"store"}"""u8.ToArray(),
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        CredentialFile file;
        try
        {
            file = CredentialFile.Parse(input, "it");
        }
        catch (ImageException)
        {
            return;
        }

        file.ProgramFor("registry.example");
        file.Find("docker.io", "library/debian");
        if (file.Find("elsewhere.invalid", "team/app") is not null && input.IndexOf("elsewhere"u8) < 0)
        {
            throw new FuzzFailureException("a registry gets a credential that is not its own");
        }
    }
}
