using Bothy.Security.Tests.Frame;

// Attempts look at the host's settings before and after: one at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Laboratory))]
