using System.Threading.Channels;
using Bothy.Reconcile.Observing;

namespace Bothy.Reconcile.Tests;

/// <summary>Hands the reports of a controller to the test.</summary>
internal sealed class RecordingObserver : IReconcileObserver<string>
{
    private readonly Channel<ReconcileReport<string>> _reports = Channel.CreateBounded<ReconcileReport<string>>(1000);
    private readonly Channel<Exception> _resyncErrors = Channel.CreateBounded<Exception>(10);

    public Exception? ToThrow { get; set; }

    public void Finished(in ReconcileReport<string> report)
    {
        if (ToThrow is not null)
        {
            throw ToThrow;
        }

        _reports.Writer.TryWrite(report).ShouldBeTrue();
    }

    public void ResyncFailed(Exception error) => _resyncErrors.Writer.TryWrite(error).ShouldBeTrue();

    public Task<ReconcileReport<string>> NextReport() => _reports.Reader.ReadAsync(TestContext.Current.CancellationToken).Within();

    public Task<Exception> NextResyncError() => _resyncErrors.Reader.ReadAsync(TestContext.Current.CancellationToken).Within();
}
