using System.Text;

namespace Bothy.Agent.Launching;

/// <summary>
/// Everything that the launcher does between its start and the program's. It crosses in a memory file, so that neither the command line nor the
/// environment of the launcher, which runs as root, holds anything of the user's.
/// </summary>
internal sealed record LaunchPlan
{
    /// <summary>What to execute: a path, or a name to look up in the <c>PATH</c> of <see cref="Environment"/>.</summary>
    public required string Program { get; init; }

    /// <summary>All arguments, the program's own name first.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The whole environment as <c>NAME=value</c>.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    public required uint UserId { get; init; }

    public required uint GroupId { get; init; }

    public required IReadOnlyList<uint> Groups { get; init; }

    public required string WorkingDirectory { get; init; }

    /// <summary>True where somebody asked for that directory and is told if it is missing.</summary>
    public required bool DirectoryWasAskedFor { get; init; }

    /// <summary>True where standard input is the terminal to control the process.</summary>
    public required bool Terminal { get; init; }

    /// <summary>True for the first process of a process namespace, which gives it a <c>/proc</c> of its own.</summary>
    public bool FirstProcess { get; init; }

    /// <summary>Number of open membership files of control groups that follow the plan's descriptor.</summary>
    public required int ControlGroups { get; init; }

    /// <summary>How willingly the kernel kills the process when memory runs out, -1000 to 1000 (proc(5)).</summary>
    public required int OutOfMemoryScore { get; init; }

    public byte[] Encode()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory, Encoding.UTF8);
        writer.Write(Program);
        Write(writer, Arguments);
        Write(writer, Environment);
        writer.Write(UserId);
        writer.Write(GroupId);
        writer.Write(Groups.Count);
        foreach (var group in Groups)
        {
            writer.Write(group);
        }

        writer.Write(WorkingDirectory);
        writer.Write(DirectoryWasAskedFor);
        writer.Write(Terminal);
        writer.Write(FirstProcess);
        writer.Write(ControlGroups);
        writer.Write(OutOfMemoryScore);
        return memory.ToArray();
    }

    public static LaunchPlan Decode(byte[] encoded)
    {
        using var reader = new BinaryReader(new MemoryStream(encoded), Encoding.UTF8);
        return new LaunchPlan
        {
            Program = reader.ReadString(),
            Arguments = ReadStrings(reader),
            Environment = ReadStrings(reader),
            UserId = reader.ReadUInt32(),
            GroupId = reader.ReadUInt32(),
            Groups = ReadNumbers(reader),
            WorkingDirectory = reader.ReadString(),
            DirectoryWasAskedFor = reader.ReadBoolean(),
            Terminal = reader.ReadBoolean(),
            FirstProcess = reader.ReadBoolean(),
            ControlGroups = reader.ReadInt32(),
            OutOfMemoryScore = reader.ReadInt32(),
        };
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<string> strings)
    {
        writer.Write(strings.Count);
        foreach (var text in strings)
        {
            writer.Write(text);
        }
    }

    private static string[] ReadStrings(BinaryReader reader)
    {
        var strings = new string[reader.ReadInt32()];
        for (var i = 0; i < strings.Length; i++)
        {
            strings[i] = reader.ReadString();
        }

        return strings;
    }

    private static uint[] ReadNumbers(BinaryReader reader)
    {
        var numbers = new uint[reader.ReadInt32()];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.ReadUInt32();
        }

        return numbers;
    }
}
