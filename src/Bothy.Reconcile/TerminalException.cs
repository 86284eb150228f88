namespace Bothy.Reconcile;

/// <summary>Thrown by a reconciler to say that trying again will not help: the key rests until it is enqueued anew.</summary>
public sealed class TerminalException : Exception
{
    public TerminalException(string message)
        : base(message)
    {
    }

    public TerminalException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
