using Bothy.Api.Problems;

namespace Bothy.Api.Client;

/// <summary>The change feed no longer reaches back to where a watch wants to continue: list again, and watch from the list's revision.</summary>
public sealed class GoneException(Problem problem) : ApiException(problem);
