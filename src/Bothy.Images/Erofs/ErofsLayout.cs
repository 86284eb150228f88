namespace Bothy.Images.Erofs;

/// <summary>Where an inode's content is.</summary>
internal enum ErofsLayout
{
    /// <summary>In blocks one after the other, if there is any.</summary>
    Flat = 0,

    /// <summary>Whole blocks as with <see cref="Flat"/>; what is left of it follows the inode and its attributes.</summary>
    Inline = 2,
}
