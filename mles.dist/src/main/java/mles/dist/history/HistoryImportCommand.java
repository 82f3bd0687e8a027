package mles.dist.history;

import java.io.IOException;
import java.util.concurrent.Callable;
import mles.dist.console.Console;
import mles.server.spi.HistoryStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stores what an export has written. */
@Command(name = "import", description = """
        Store the frames of an export, from standard input, behind those stored already. They count as stored now. No \
        server may use the store meanwhile.""")
final class HistoryImportCommand implements Callable<Integer> {
    private final Console console;
    @Mixin
    private final StoreOption store;

    HistoryImportCommand(Console console) {
        this.console = console;
        this.store = new StoreOption(console);
    }

    @Override
    public Integer call() {
        store.write(this::read);
        return 0;
    }

    private void read(HistoryStore opened) throws IOException {
        try (ExportReader in = new ExportReader(console.in()); Importer importer = new Importer(opened)) {
            try (TransferProgress progress = new TransferProgress(console, "imported")) {
                while (in.next()) {
                    importer.add(in.channel(), in.frame());
                    progress.frame();
                }
            }
            console.err().println("stored " + importer.finish() + " frames");
        }
    }
}
