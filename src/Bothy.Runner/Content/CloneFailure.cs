using Bothy.Runner.Failing;

namespace Bothy.Runner.Content;

/// <summary>Puts git's words into a failure that says what to do. Git is asked to speak English, so its messages can be told apart.</summary>
internal static class CloneFailure
{
    /// <summary>The reason where another clone, of everything, helps.</summary>
    public const string ShallowRefused = "ShallowRefused";

    private sealed record Rule(string[] Words, string Reason, bool Retry, Func<GitSource, string> Message);

    private static readonly Rule[] Rules =
    [
        new(["Remote branch ", "not found in upstream"], "RefNotFound", false,
            source => $"{source.Origin} has no branch or tag named {source.Ref}. Check the name, or leave it out for the default branch."),
        new(["not our ref"], "RefNotFound", false,
            source => $"{source.Origin} has no commit {source.Ref}. Check the id."),
        new(["unable to read tree"], "RefNotFound", false,
            source => $"{source.Origin} has no commit {source.Ref}. Check the id."),
        new(["does not appear to be a git repository"], "RepositoryNotFound", false,
            source => $"{source.Origin} is not a git repository. Check the URL."),
        new(["repository", "does not exist"], "RepositoryNotFound", false,
            source => $"There is no repository at {source.Origin}. Check the URL."),
        new(["repository", "not found"], "RepositoryNotFound", false,
            source => $"There is no repository at {source.Origin}, or it is private and no credentials were given."),
        new(["nobody is connected who could give access"], "CredentialsMissing", false,
            source => $"{source.Origin} asks for credentials, and nobody was there to give them. Run `bothy up` again, and wait for it to end."),
        new(["could not read Username"], "CredentialsMissing", false,
            source => $"{source.Origin} asks for a user name and password, and your git has none. Let your git keep them (git credential approve), "
                + "or give them in the URL of `bothy up`: they are kept apart from it."),
        new(["Authentication failed"], "CredentialsRejected", false,
            source => $"{source.Origin} refused the credentials. If they came from your git, have it forget them (git credential reject)."),
        new(["Permission denied (publickey"], "CredentialsRejected", false,
            source => $"{source.Origin} accepted none of your keys. Load one into your ssh agent (with sudo: sudo --preserve-env=SSH_AUTH_SOCK), "
                + "or give one with `bothy up --ssh-key FILE`."),
        new(["Host key verification failed"], "HostKeyRejected", false,
            source => $"The host key of {source.Origin} is not among your known hosts, or has changed. Connect to it once with ssh and compare the key, "
                + "or take it as it is with `bothy up --accept-new-host-key`."),
        new(["certificate problem"], "CertificateRejected", false,
            source => $"The certificate of {source.Origin} is signed by nobody who is trusted here. Name its authority: `bothy up --ca-certificate FILE`."),
        new(["server certificate verification failed"], "CertificateRejected", false,
            source => $"The certificate of {source.Origin} is signed by nobody who is trusted here. Name its authority: `bothy up --ca-certificate FILE`."),
        new(["does not support shallow"], ShallowRefused, false,
            source => $"{source.Origin} gives its history only as a whole."),
        new(["No space left on device"], "DiskFull", false,
            source => $"{source.Origin} does not fit on the environment's disk. Use a class with a larger one."),
        new(["Could not resolve host"], "NoNetwork", true,
            source => $"The name of the host of {source.Origin} could not be resolved from inside the environment's network."),
        new(["Failed to connect"], "NoNetwork", true,
            source => $"The host of {source.Origin} could not be reached from inside the environment's network."),
        new(["Connection timed out"], "NoNetwork", true,
            source => $"The host of {source.Origin} did not answer."),
        new(["Connection refused"], "NoNetwork", true,
            source => $"The host of {source.Origin} refused the connection."),
    ];

    public static EnvironmentFault From(GitSource source, IReadOnlyList<string> output)
    {
        var words = string.Join('\n', output);
        var rule = Array.Find(Rules, rule => rule.Words.All(word => words.Contains(word, StringComparison.OrdinalIgnoreCase)));
        return rule is not null
            ? new EnvironmentFault("content", rule.Reason, rule.Message(source), rule.Retry)
            : new EnvironmentFault("content", "CloneFailed", $"{source.Origin} could not be cloned: {string.Join(' ', output.TakeLast(3))}", retry: true);
    }
}
