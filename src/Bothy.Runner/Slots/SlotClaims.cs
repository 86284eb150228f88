using System.Globalization;
using Bothy.Linux.Paths;

namespace Bothy.Runner.Slots;

/// <summary>
/// Claims on the host's slots: one file a slot, created exclusively, naming the installation and environment that holds it.
/// After a reboot the claims are gone and every environment claims anew, its old slot first.
/// </summary>
internal sealed class SlotClaims(string directory, string installation)
{
    /// <summary>Claims a slot for the environment: the one it already holds, else <paramref name="preferred"/>, else the lowest free one.</summary>
    /// <exception cref="InvalidOperationException">All slots of the host are taken.</exception>
    public Slot Claim(Guid environment, Slot? preferred)
    {
        if (HeldBy(environment) is [var held, ..])
        {
            return held;
        }

        if (preferred is { } wanted && TryClaim(wanted, environment))
        {
            return wanted;
        }

        for (var number = 1; number < Slot.Count; number++)
        {
            if (TryClaim(new Slot(number), environment))
            {
                return new Slot(number);
            }
        }

        throw new InvalidOperationException($"All {Slot.Count - 1} places for running environments on this host are taken. Stop some.");
    }

    /// <summary>The slots that the environment has claimed and not given back: usually one, or none.</summary>
    public IReadOnlyList<Slot> HeldBy(Guid environment) => [.. List().Where(claim => claim.Environment == environment).Select(claim => claim.Slot)];

    /// <summary>Gives a slot back, if this installation holds it for that environment.</summary>
    public void Release(Slot slot, Guid environment)
    {
        if (Read(FileOf(slot)) == Holder(environment))
        {
            File.Delete(FileOf(slot));
        }
    }

    /// <summary>All claims of this installation.</summary>
    public IReadOnlyList<(Slot Slot, Guid Environment)> List()
    {
        var claims = new List<(Slot, Guid)>();
        if (!Directory.Exists(directory))
        {
            return claims;
        }

        foreach (var file in Directory.EnumerateFiles(directory))
        {
            if (int.TryParse(Path.GetFileName(file), CultureInfo.InvariantCulture, out var number)
                && Read(file).Split(' ') is [var owner, var id] && owner == installation && Guid.TryParse(id, out var environment))
            {
                claims.Add((new Slot(number), environment));
            }
        }

        return claims;
    }

    /// <summary>Claims one slot; false where another holds it.</summary>
    public bool TryClaim(Slot slot, Guid environment)
    {
        Directory.CreateDirectory(directory);

        // Written aside and linked into place: a claim is never seen half written.
        var temporary = Path.Combine(directory, $".{installation}-{environment:n}");
        File.WriteAllText(temporary, Holder(environment));
        try
        {
            return ExclusiveFile.TryLink(temporary, FileOf(slot)) || Read(FileOf(slot)) == Holder(environment);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private string FileOf(Slot slot) => Path.Combine(directory, slot.ToString());

    private string Holder(Guid environment) => $"{installation} {environment:n}";

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }
}
