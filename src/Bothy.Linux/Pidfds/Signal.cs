namespace Bothy.Linux.Pidfds;

/// <summary>The signals that processes of the platform send each other (signal(7); the same numbers on x86-64 and arm64).</summary>
public enum Signal
{
    Hangup = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}
