namespace Bothy.Reconcile.Queue;

/// <summary>Which keys are taken first: what happened before what is only looked at again.</summary>
internal enum Lane
{
    Background,
    Event,
}
