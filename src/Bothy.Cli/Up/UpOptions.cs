using System.CommandLine;
using Bothy.Api.Environments;
using Bothy.Api.Remotes;
using Bothy.Cli.Content;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;
using Bothy.Cli.Remotes;

namespace Bothy.Cli.Up;

/// <summary>The options of <c>bothy up</c>.</summary>
internal sealed class UpOptions
{
    private readonly Argument<string> content = new("DIR|URL[#REF]")
    {
        Description = "Directory to mount, or repository to clone (https://, ssh://, file:///, user@host:path)",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => ".",
    };

    private readonly Option<string?> name = new("--name", "-n") { Description = "Name of the environment; made from the last part of DIR or URL if left out", HelpName = "NAME" };
    private readonly Option<string?> environmentClass = new("--class") { Description = "Class that sets its limits", HelpName = "CLASS" };
    private readonly Option<string?> reference = new("--ref") { Description = "Branch, tag or commit to clone", HelpName = "REF" };
    private readonly Option<string?> image = new("--image") { Description = "Image instead of the one that devcontainer.json names", HelpName = "IMAGE" };
    private readonly Option<string?> devcontainer = new("--devcontainer") { Description = "Path of the devcontainer.json in the repository", HelpName = "PATH" };
    private readonly Option<string?> sshKey = new("--ssh-key") { Description = "Private key for an ssh remote, without a passphrase", HelpName = "FILE" };
    private readonly Option<string?> knownHosts = new("--known-hosts") { Description = "Host keys to accept from an ssh remote", HelpName = "FILE" };
    private readonly Option<bool> acceptNew = new("--accept-new-host-key") { Description = "Take the key of an ssh host that is not known yet" };
    private readonly Option<string?> authorities = new("--ca-certificate") { Description = "Certificates of the authority that an https remote is signed by", HelpName = "FILE" };
    private readonly Option<string[]> sparse = new("--sparse") { Description = "Check out this directory only; may be repeated", HelpName = "DIR", DefaultValueFactory = _ => [] };
    private readonly Option<bool> noSubmodules = new("--no-submodules") { Description = "Leave submodules alone" };
    private readonly Option<GitHistory> history = new("--history") { Description = "When the history comes: background (the default), full (before anything else), shallow (never)", HelpName = "background|full|shallow" };
    private readonly GitAccessOption access = new();
    private readonly Option<bool> noWait = new("--no-wait") { Description = "Return when the server has taken note" };

    public void AddTo(Command command)
    {
        command.Add(content);
        foreach (var option in (IEnumerable<Option>)[name, environmentClass, reference, image, devcontainer, sshKey, knownHosts, acceptNew, authorities, sparse, noSubmodules, history, access.Option, noWait])
        {
            command.Add(option);
        }
    }

    /// <exception cref="CliException">A value makes no sense.</exception>
    public UpRequest Read(ParseResult parsed, CliHost host)
    {
        var requested = ContentArgument.Parse(parsed.GetValue(content)!, parsed.GetValue(reference));
        var chosen = parsed.GetValue(name);
        if (chosen is not null && !EnvironmentName.IsValid(chosen))
        {
            throw CliException.Usage(
                $"{chosen} cannot be a name: lower-case letters, digits and dashes, at most {EnvironmentName.MaximumLength}",
                $"for example: --name {EnvironmentName.From(chosen)}");
        }

        if (!parsed.GetValue(acceptNew) && parsed.GetValue(knownHosts) is null)
        {
            HostKeyQuestion.Ask(GitRemote.Of(requested.Spec), host);
        }

        return new UpRequest
        {
            Content = ReadContent(requested, parsed),
            Name = chosen ?? requested.DefaultName,
            Class = parsed.GetValue(environmentClass),
            Image = parsed.GetValue(image),
            DevcontainerPath = parsed.GetValue(devcontainer),
            Credentials = new GitCredentialOptions(
                parsed.GetValue(sshKey), parsed.GetValue(knownHosts), parsed.GetValue(authorities), parsed.GetValue(acceptNew)).Read(requested, host),
            Access = access.Read(parsed, host),
            AcceptNewHostKey = parsed.GetValue(acceptNew),
            Wait = !parsed.GetValue(noWait),
        };
    }

    private ContentSpec ReadContent(RequestedContent requested, ParseResult parsed)
    {
        var directories = parsed.GetValue(sparse)!;
        var (chosen, without) = (parsed.GetValue(history), parsed.GetValue(noSubmodules));
        if (requested.Spec.Git is not { } git)
        {
            return directories.Length == 0 && chosen == default && !without
                ? requested.Spec
                : throw CliException.Usage("--sparse, --history and --no-submodules are for repositories, not for a directory");
        }

        return requested.Spec with
        {
            Git = git with { History = chosen, Submodules = !without, Sparse = directories.Length == 0 ? null : directories },
        };
    }
}
