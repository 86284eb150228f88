using Bothy.Agent.Startup;
using Bothy.Api.Agents.Sessions;
using Bothy.Linux.Descriptors;
using Bothy.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace Bothy.Agent.Launching;

/// <summary>Starts processes through <see cref="LaunchMain"/>.</summary>
internal sealed class Launcher(InheritedDescriptors inherited)
{
    /// <summary>The agent's own program, whatever has become of the path it was started from.</summary>
    public const string OwnProgram = "/proc/self/exe";

    private static readonly string StartedFrom = Environment.GetCommandLineArgs()[0];
    private static readonly string Program = File.Exists(OwnProgram) ? OwnProgram : StartedFrom;
    private SystemThread? system;

    /// <summary>Has the next process be the first one of a process namespace of its own, and all later ones join it.</summary>
    public void BeginSystem() => system = new SystemThread();

    /// <summary>The first process of that namespace has ended, and everything else in it with it: what starts now is outside.</summary>
    public void EndSystem() => system = null;

    /// <summary>Starts a process and returns its id.</summary>
    /// <param name="plan">The plan; its control groups are set here.</param>
    /// <param name="standard">Standard input, output and error.</param>
    public int Start(LaunchPlan plan, SessionGroup group, SafeFileHandle[] standard)
    {
        var groups = inherited.ControlGroups(group);
        using var file = RawDescriptor.CreateMemoryFile("launch");
        RandomAccess.Write(file, (plan with { ControlGroups = groups.Count }).Encode(), 0);
        SafeFileHandle[] descriptors = [.. standard, file, .. groups];

        // The thread does not live in the namespace itself, so that there it has no /proc/self.
        return system is null ? Spawn(Program, descriptors) : system.Run(() => Spawn(StartedFrom, descriptors));
    }

    private static int Spawn(string program, SafeFileHandle[] descriptors) =>
        DescriptorSpawn.Start(program, ["bothy-agent", LaunchMain.Verb], [], descriptors);
}
