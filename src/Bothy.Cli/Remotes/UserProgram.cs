using System.ComponentModel;
using System.Diagnostics;
using Bothy.Cli.Errors;
using Bothy.Cli.Hosting;

namespace Bothy.Cli.Remotes;

/// <summary>Starts the user's own programs as the user: under sudo that is whoever called it, with that user's home and configuration.</summary>
internal sealed class UserProgram(CliHost host)
{
    /// <summary>Starts a program with all three streams redirected.</summary>
    /// <param name="variables">Set over the ones of this process.</param>
    /// <exception cref="CliException">There is no such program.</exception>
    public Process Start(string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables)
    {
        var caller = Environment.IsPrivilegedProcess && host.Variable("SUDO_USER") is { Length: > 0 } name && name != "root" ? name : null;
        var start = caller is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("runuser", ["-u", caller, "--", program, .. arguments]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (key, value) in variables)
        {
            start.Environment[key] = value;
        }

        if (caller is not null)
        {
            (start.Environment["USER"], start.Environment["LOGNAME"], start.Environment["HOME"]) = (caller, caller, HomeOf(caller));
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new CliException($"{program} cannot be started here: {missing.Message}", $"install {program} on this machine");
        }
    }

    /// <summary>Runs a program to its end; returns its exit code and what it printed.</summary>
    public async Task<(int Code, string Output, string Errors)> RunAsync(
        string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> variables, string input, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments, variables);
        await using var kill = cancellationToken.UnsafeRegister(static process => ((Process)process!).Kill(entireProcessTree: true), process);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), CancellationToken.None);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It wants none.
        }

        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return (process.ExitCode, await output, await errors);
    }

    private static string HomeOf(string user) =>
        File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(fields => fields.Length > 5 && fields[0] == user)?[5] ?? $"/home/{user}";
}
