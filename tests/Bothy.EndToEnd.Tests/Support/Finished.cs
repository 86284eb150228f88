namespace Bothy.EndToEnd.Tests.Support;

/// <summary>A command that ran to its end.</summary>
public sealed record Finished(int Code, byte[] OutputBytes, string Errors)
{
    public string Output => System.Text.Encoding.UTF8.GetString(OutputBytes);

    public Finished Succeeded()
    {
        Code.ShouldBe(0, $"{Output}\n{Errors}");
        return this;
    }
}
