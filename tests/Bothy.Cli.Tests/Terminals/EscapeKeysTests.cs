using System.Text;
using Bothy.Cli.Terminals;
using CsCheck;

namespace Bothy.Cli.Tests.Terminals;

public sealed class EscapeKeysTests
{
    [Theory]
    [InlineData("~.", "", true)]
    [InlineData("ls\r~.rest", "ls\r", true)]
    [InlineData("ls~.", "ls~.", false)]
    [InlineData("~~.", "~.", false)]
    [InlineData("~x", "~x", false)]
    [InlineData("~\r~.", "~\r", true)]
    [InlineData("a\n~.", "a\n", true)]
    public void Take_Keys_LeavesOnlyAtTheBeginningOfALine(string typed, string passed, bool leaves) =>
        Type([typed]).ShouldBe((passed, leaves));

    [Fact]
    public void Take_AnySplit_IsTheSame() =>
        Gen.Select(Gen.OneOf<char>('~', '.', '\r', 'x').Array[0, 12], Gen.Int[0, 12]).Sample((keys, split) =>
        {
            var typed = new string(keys);
            var at = Math.Min(split, typed.Length);

            Type([typed[..at], typed[at..]]).ShouldBe(Type([typed]));
        });

    private static (string Passed, bool Leaves) Type(IEnumerable<string> parts)
    {
        var keys = new EscapeKeys();
        var passed = new StringBuilder();
        foreach (var part in parts)
        {
            var room = new byte[part.Length + 1];
            var (count, leave) = keys.Take(Encoding.ASCII.GetBytes(part), room);
            passed.Append(Encoding.ASCII.GetString(room, 0, count));
            if (leave)
            {
                return (passed.ToString(), true);
            }
        }

        return (passed.ToString(), false);
    }
}
