using System.Text.RegularExpressions;
using Bothy.Devcontainers.Variables;
using CsCheck;

namespace Bothy.Devcontainers.Tests.Variables;

public sealed partial class VariableScannerTests
{
    /// <summary>The reference implementation's pattern, with what JavaScript's dot matches written out, is the oracle.</summary>
    [Fact]
    public void Replace_AnyText_AgreesWithThePattern() =>
        Gen.OneOf("${", "}", "$", "{", "a", ":", "\n", "\r", "\u2028", "😀").Array[0, 30].Select(string.Concat).Sample(
            text =>
            {
                var expected = Pattern().Replace(text, match => $"<{match.Groups[1].Value}>");
                var actual = VariableScanner.Replace(text, variable => $"<{string.Join(':', [variable.Name, .. variable.Arguments])}>");
                actual.ShouldBe(expected);
            },
            iter: 20_000);

    [GeneratedRegex(@"\$\{([^\n\r\u2028\u2029]*?)\}")]
    private static partial Regex Pattern();
}
