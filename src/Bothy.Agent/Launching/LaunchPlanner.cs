using Bothy.Agent.Connections;
using Bothy.Agent.Startup;
using Bothy.Agent.Users;
using Bothy.Api.Agents.Messages;

namespace Bothy.Agent.Launching;

/// <summary>Works out what a request means in this environment: which user, program, variables and directory.</summary>
internal sealed class LaunchPlanner(AgentConfiguration configuration)
{
    private IReadOnlyDictionary<string, string> usual = new Dictionary<string, string>();

    /// <summary>Gives processes of the default user more variables.</summary>
    /// <exception cref="OperationFailedException">A name or value is not possible.</exception>
    public void SetEnvironment(IReadOnlyDictionary<string, string> variables) =>
        usual = variables.All(pair => pair.Key.Length > 0 && !pair.Key.Contains('=', StringComparison.Ordinal) && !(pair.Key + pair.Value).Contains('\0', StringComparison.Ordinal))
            ? variables
            : throw new OperationFailedException(AgentReason.InvalidRequest, "A variable's name is empty or has a '=', or a NUL character is in it.");

    /// <exception cref="OperationFailedException">There is no such user, or no shell.</exception>
    public (LaunchPlan Plan, UserAccount User) Plan(ExecRequest request)
    {
        var user = FindUser(request.User);
        var shell = new Lazy<string>(() => FindShell(user));
        var (program, arguments) = request switch
        {
            { Arguments: { } given } => (given[0], given),
            { ShellCommand: { } command } => (shell.Value, [ShellName(shell.Value, request.Login), "-c", command]),
            _ => (shell.Value, [ShellName(shell.Value, request.Login)]),
        };
        return (Plan(user, program, arguments, request), user);
    }

    /// <summary>A plan for the agent's own program in a role of its own.</summary>
    public LaunchPlan PlanOwn(string? user, IReadOnlyList<string> arguments) =>
        Plan(FindUser(user), Launcher.OwnProgram, ["bothy-agent", .. arguments], new ExecRequest());

    private LaunchPlan Plan(UserAccount user, string program, IReadOnlyList<string> arguments, ExecRequest request) => new()
    {
        Program = program,
        Arguments = arguments,
        Environment = [.. Variables(user, request).Select(pair => $"{pair.Key}={pair.Value}")],
        UserId = user.UserId,
        GroupId = user.GroupId,
        Groups = user.Groups,
        WorkingDirectory = request.WorkingDirectory ?? configuration.WorkingDirectory ?? user.Home,
        DirectoryWasAskedFor = (request.WorkingDirectory ?? configuration.WorkingDirectory) is not null,
        Terminal = request.Terminal is not null,
        ControlGroups = 0,
        OutOfMemoryScore = configuration.OutOfMemoryScore,
    };

    /// <summary>The environment's variables, over them those of the user's identity, over them those of the request.</summary>
    private Dictionary<string, string> Variables(UserAccount user, ExecRequest request)
    {
        var variables = new Dictionary<string, string>(configuration.Environment, StringComparer.Ordinal);
        if (request.User is null || request.User == configuration.User)
        {
            foreach (var (name, value) in usual)
            {
                variables[name] = value;
            }
        }

        variables.TryAdd("PATH", ProgramSearch.DefaultPath);
        variables["USER"] = user.Name;
        variables["LOGNAME"] = user.Name;
        if (user.IsKnown || !variables.ContainsKey("HOME"))
        {
            variables["HOME"] = user.Home;
        }

        if (user.Shell.Length > 0)
        {
            variables["SHELL"] = user.Shell;
        }

        if (request.Terminal is not null)
        {
            variables["TERM"] = "xterm-256color";
        }

        foreach (var (name, value) in request.Environment ?? new Dictionary<string, string?>())
        {
            if (value is null)
            {
                variables.Remove(name);
            }
            else
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    private UserAccount FindUser(string? user)
    {
        try
        {
            return UserDatabase.Read().Find(user ?? configuration.User);
        }
        catch (UnknownUserException exception)
        {
            throw new OperationFailedException(AgentReason.UnknownUser, exception.Message);
        }
    }

    private static string FindShell(UserAccount user) =>
        new[] { user.Shell, "/bin/bash", "/bin/sh" }.FirstOrDefault(path => path.Length > 0 && File.Exists(path))
        ?? throw new OperationFailedException(
            AgentReason.NoShell,
            $"User '{user.Name}' has no login shell, and the environment has neither /bin/bash nor /bin/sh: run a program by its path instead.");

    /// <summary>A shell whose name begins with a dash is a login shell (login(1)).</summary>
    private static string ShellName(string shell, bool login) => login ? $"-{Path.GetFileName(shell)}" : Path.GetFileName(shell);
}
