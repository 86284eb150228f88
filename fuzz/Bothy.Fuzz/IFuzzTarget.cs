namespace Bothy.Fuzz;

/// <summary>A reader of bytes that may be anything.</summary>
public interface IFuzzTarget
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>What one run may allocate, in bytes.</summary>
    long AllocationLimit { get; }

    /// <summary>Some inputs that are well formed.</summary>
    IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Reads the input and checks what comes of it.</summary>
    /// <exception cref="FuzzFailureException">The reader did what it must not do.</exception>
    void Run(ReadOnlySpan<byte> input);
}
