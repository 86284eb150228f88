namespace Bothy.Images.Registries.Transport;

/// <summary>Reads short answers whole.</summary>
internal static class BoundedBody
{
    /// <exception cref="ImageException">The answer is longer than <paramref name="longest"/> bytes.</exception>
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int longest, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var content = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            content.Write(buffer, 0, read);
            if (content.Length > longest)
            {
                throw new ImageException(ImageProblem.TooLarge, $"{response.RequestMessage?.RequestUri?.Authority} answers with more than {longest >> 10} KiB where less is expected.");
            }
        }

        return content.ToArray();
    }
}
