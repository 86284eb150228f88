using System.Text.Json;

namespace Bothy.Devcontainers.Json;

/// <summary>A value of a JSON document that remembers where it stands, so that an error can point at it.</summary>
internal abstract record JsoncValue(TextPosition Position)
{
    /// <summary>What it is, as in <c>a string</c>, for messages.</summary>
    public abstract string Description { get; }

    public abstract void WriteTo(Utf8JsonWriter writer);
}

internal sealed record JsoncString(string Value, TextPosition Position) : JsoncValue(Position)
{
    public override string Description => "a string";

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue(Value);
}

/// <param name="Text">The number as written, so that no digit is lost.</param>
/// <param name="Position">Where it stands.</param>
internal sealed record JsoncNumber(string Text, TextPosition Position) : JsoncValue(Position)
{
    public override string Description => "a number";

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteRawValue(Text);
}

internal sealed record JsoncBoolean(bool Value, TextPosition Position) : JsoncValue(Position)
{
    public override string Description => Value ? "true" : "false";

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteBooleanValue(Value);
}

internal sealed record JsoncNull(TextPosition Position) : JsoncValue(Position)
{
    public override string Description => "null";

    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteNullValue();
}
