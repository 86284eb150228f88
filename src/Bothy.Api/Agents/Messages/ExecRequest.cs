using Bothy.Api.Agents.Sessions;

namespace Bothy.Api.Agents.Messages;

/// <summary>A process to start as a session, or the session to attach to where one has this id already.</summary>
public sealed record ExecRequest
{
    /// <summary>Chosen by the client: 1 to 64 letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</summary>
    public string Session { get; set; } = "";

    /// <summary>
    /// Program and arguments, executed without a shell. Neither this nor <see cref="ShellCommand"/> means the user's shell itself.
    /// </summary>
    public IReadOnlyList<string>? Arguments { get; set; }

    /// <summary>A command line for the user's shell: that of <c>/etc/passwd</c>, else <c>/bin/bash</c>, else <c>/bin/sh</c>.</summary>
    public string? ShellCommand { get; set; }

    /// <summary>Makes the shell a login shell.</summary>
    public bool Login { get; set; }

    /// <summary>
    /// <c>name</c>, <c>uid</c>, <c>name:group</c> or <c>uid:gid</c>, looked up in the environment's own files. Left out: the environment's
    /// default user, else root.
    /// </summary>
    public string? User { get; set; }

    /// <summary>Variables set over the environment's own; null removes one.</summary>
    public IReadOnlyDictionary<string, string?>? Environment { get; set; }

    /// <summary>
    /// An absolute path. Where it is missing, the process starts in <c>/</c> and a notice goes to its standard error. Left out: the
    /// environment's default directory, else the user's home, else <c>/</c>.
    /// </summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>Set: the process gets a terminal of this size instead of three pipes.</summary>
    public TerminalSize? Terminal { get; set; }

    /// <summary>The control group. Left out: interactive with a terminal, work without.</summary>
    public SessionGroup? Group { get; set; }

    /// <summary>
    /// Seconds without a client, 1 to 604800, after which the session is hung up (SIGHUP, 5 s later SIGKILL). Left out: a day with a terminal,
    /// ten minutes without.
    /// </summary>
    public int? DetachTimeoutSeconds { get; set; }

    /// <summary>
    /// The program is an init system: it becomes process 1 of a process namespace, with mounts, of its own, and every session that starts while it
    /// runs joins it there. For the environment's entrypoint only.
    /// </summary>
    public bool System { get; set; }

    /// <summary>What happens to output that no client takes. Left out: <see cref="OutputOverflow.DropOldest"/> with a terminal, else
    /// <see cref="OutputOverflow.Block"/>.</summary>
    public OutputOverflow? Overflow { get; set; }
}
