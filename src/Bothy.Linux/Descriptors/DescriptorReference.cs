using System.Runtime.InteropServices;

namespace Bothy.Linux.Descriptors;

/// <summary>Keeps a handle's descriptor alive while its number is in use.</summary>
public sealed class DescriptorReference : IDisposable
{
    private readonly SafeHandle handle;

    public DescriptorReference(SafeHandle handle)
    {
        var added = false;
        handle.DangerousAddRef(ref added);
        this.handle = handle;
    }

    /// <summary>The descriptor's number, valid until this reference is disposed.</summary>
    public int Value => (int)handle.DangerousGetHandle();

    public void Dispose() => handle.DangerousRelease();
}
