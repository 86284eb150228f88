namespace Bothy.Volumes.Tests.Deltas.Mutations;

/// <summary>At least one mistake for each crash rule of the delta: the model must find every one of them.</summary>
internal static class DeltaMutations
{
    private const string Volume = "Deltas/DeltaVolume.cs";
    private const string Layer = "Deltas/Layers/DeltaLayer.cs";
    private const string Chain = "Deltas/Layers/LayerChain.cs";
    private const string State = "Deltas/Layers/DeltaStateFile.cs";
    private const string Files = "Deltas/Layers/LayerFiles.cs";
    private const string Log = "Deltas/Marks/MarkLog.cs";
    private const string LogFormat = "Deltas/Marks/MarkLogFormat.cs";
    private const string Map = "Deltas/Marks/MarkMap.cs";
    private const string Memory = "Deltas/Marks/MarkMemory.cs";

    private const string SyncBeforeLog = """
                if (hasData || batch.Count > 0)
                {
                    SyncData();
                }

                if (rewrite)
                {
                    log.Rewrite(batch);
                }
                else if (batch.Count > 0)
                {
                    log.Append(batch);
                }
        """;

    private const string LogBeforeSync = """
                if (rewrite)
                {
                    log.Rewrite(batch);
                }
                else if (batch.Count > 0)
                {
                    log.Append(batch);
                }

                if (hasData || batch.Count > 0)
                {
                    SyncData();
                }
        """;

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("a write is marked before it is acknowledged", 0, Layer, "            Marks.Set(block, count, MarkState.Present);\n", ""),
        new("data come before their mark", 3, Layer,
            "            Data.Write(offset, source, direct);\n            Marks.Set(block, count, MarkState.Present);",
            "            Marks.Set(block, count, MarkState.Present);\n            Data.Write(offset, source, direct);"),
        new("data are durable before the log speaks of them", 3, Layer, SyncBeforeLog, LogBeforeSync),
        new("a flush brings data to stable storage", 0, Layer, "            Data.Sync();\n        }\n        catch", "        }\n        catch"),
        new("a flush brings the log to stable storage", 0, Log, "            current.Sync();\n", ""),
        new("a new log is durable before it has its name", 0, Log, "            made.Sync();\n            return made;", "            return made;"),
        new("a new log's name is durable", 1, Log, "            storage.Sync();\n            file = written;", "            file = written;"),
        new("a flush takes the marks that changed", 0, Map, "        Interlocked.Or(ref changed[page / BitsPerWord], 1UL << (page % BitsPerWord));", "        _ = page;"),
        new("marks that a flush took before it failed are not forgotten", 16, Log, "            if (file is null)\n            {\n                current.Dispose();\n            }", "            file = current;"),
        new("after a failed sync nothing is acknowledged", 166, Layer, "            failure = exception;\n", ""),
        new("marks are taken before the data are synchronised", 0, Layer,
            "            SyncData();\n        }\n\n        if (rewrite)", "            SyncData();\n            Marks.TakeChanges(batch);\n        }\n\n        if (rewrite)"),
        new("writes after a cut do not reach it", 0, Volume, "            Exchange(chain.With(spare!));\n            spare = null;", "            spare!.Dispose();\n            spare = null;"),
        new("a cut is durable before it has its name", 0, Volume, "            Flush();\n            Name(closed, name);", "            Name(closed, name);"),
        new("a flush reaches the layers under a cut", 0, Volume, "            foreach (var layer in chain.Layers)\n            {\n                layer.Flush();\n            }", "            chain.Top.Flush();"),
        new("a layer is part of the state before it is written to", 0, Volume, "            Change(state with { Layers = [.. state.Layers, record] });\n", ""),
        new("what was written after the cut outlives its publication", 0, Volume,
            "            Change(state with { Version = version, Layers = [.. state.Layers.Where(layer => layer.Number > cut.LastLayer)] });",
            "            Change(state with { Version = version, Layers = [.. state.Layers.TakeLast(1)] });"),
        new("the state names the new base before the old layers go", 0, Volume,
            "            cut.Dispose();\n            Change(",
            "            cut.Dispose();\n            foreach (var name in place.Storage.List().Where(name => name.EndsWith(\".data\", StringComparison.Ordinal) && state.Layers.Any(layer => layer.Number <= cut.LastLayer && name == DeltaPlace.DataOf(layer.Number))))\n            {\n                place.Storage.Delete(name);\n            }\n\n            Change("),
        new("a base is kept while a cut reads it", 0, Volume, "                before.Base.Release();\n", "                before.Base.Release();\n                content.Dispose();\n"),
        new("the space of what was published is given back", 2, Volume, "            LayerFiles.DeleteOthers(place, state);\n        }\n    }\n\n    public void Dispose", "        }\n    }\n\n    public void Dispose"),
        new("a discard is marked", 0, Chain, "                Top.Zero(block, runEnd - block, hasData: false);\n", "                _ = block;\n"),
        new("a discard of local data is marked", 0, Layer, "        Marks.Set(block, count, MarkState.Zero);\n", ""),
        new("a discard looks at what lies below", 0, Chain, "            return foundation.IsZero(block, end, out runEnd);", "            runEnd = end;\n            return true;"),
        new("layers above hide those below", 0, Chain, "TryRead(layers.Length - 1, offset, destination, null);", "TryRead(0, offset, destination, null);"),
        new("shared memory of another boot is not believed", 0, Memory, "memory.First == HeadOf(geometry, identity)", "memory.First with { Boot = identity.Boot } == HeadOf(geometry, identity)"),
        new("marks in shared memory are believed when they are complete", 0, Layer,
            "memory.Restore);\n            memory.Complete(identity);", "(index, word) =>\n            {\n                memory.Complete(identity);\n                place.Storage.Sync();\n                memory.Restore(index, word);\n            });\n            memory.Complete(identity);"),
        new("shared memory is used after a kill", 0, Memory, "        if (!File.Exists(path))", "        if (path.Length > 0)"),
        new("after a failure nothing is appended to the log's tail", 16, Log, "        var current = file;\n        file = null;", "        var current = file;"),
        new("after an opening the log is written anew", 0, Layer, "return new DeltaLayer(record.Number, data, new MarkMap(memory), log, unsynced: true);", "log.Rewrite(new MarkBatch());\n            return new DeltaLayer(record.Number, data, new MarkMap(memory), log, unsynced: true);"),
        new("an unfinished record is not believed", 1363, LogFormat, "        if (BinaryPrimitives.ReadUInt64LittleEndian(record[^HashSize..]) != Hash(record[..^HashSize], layer))\n        {\n            return false;\n        }\n\n", ""),
        new("a state is durable before it has its name", 0, State, "            file.Sync();\n", ""),
        new("files are durable before a state names them", 1, State, "        storage.Sync();\n        storage.Replace(New, Name);\n        storage.Sync();", "        storage.Replace(New, Name);"),
        new("only files that the state does not name are deleted", 0, Files, "            known.Add(DeltaPlace.LogOf(layer.Number));\n", ""),
    ];
}
