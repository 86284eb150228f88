namespace Bothy.Volumes.Catalogs;

/// <summary>What is done to those who write to a volume for the moment of a cut. Used for one cut.</summary>
public interface ICutMoment : IDisposable
{
    /// <summary>Called when the cut is prepared, and returns when its moment may be. Only publications of the volume wait meanwhile.</summary>
    void Begin();

    /// <summary>Called when the moment is over, and before the cut is made durable. Not called if there was nothing to cut.</summary>
    void End();
}
