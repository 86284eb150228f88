using Bothy.EndToEnd.Tests.Support;

// One host: tests that list what is on it cannot run beside each other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(SharedInstallation))]
