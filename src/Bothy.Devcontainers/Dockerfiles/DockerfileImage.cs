namespace Bothy.Devcontainers.Dockerfiles;

/// <summary>An image that a Dockerfile builds on.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Written">What the file says, which may hold variables.</param>
public sealed record DockerfileImage(string Name, string Written);
