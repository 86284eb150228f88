namespace Bothy.Volumes.Deltas.Storage;

/// <summary>The directory of one volume's delta: the seam at which tests lose power.</summary>
internal interface IDeltaStorage
{
    /// <summary>What messages call it.</summary>
    string Location { get; }

    IReadOnlyList<string> List();

    /// <summary>Makes a file of that many bytes of holes, in place of any of that name.</summary>
    IDeltaFile Create(string name, long length);

    /// <exception cref="FileNotFoundException">There is none.</exception>
    IDeltaFile Open(string name);

    /// <summary>Gives a file another's name, in one step.</summary>
    void Replace(string from, string to);

    /// <summary>Deletes a file if it is there.</summary>
    void Delete(string name);

    /// <summary>Returns when files made, renamed and deleted before are so on stable storage.</summary>
    void Sync();
}
