namespace Bothy.Linux.Namespaces;

/// <summary>One line of <c>uid_map</c> or <c>gid_map</c> (user_namespaces(7)).</summary>
public readonly record struct IdMapExtent(uint Inside, uint Outside, uint Length);
