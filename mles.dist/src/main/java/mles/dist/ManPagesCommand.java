package mles.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import mles.dist.console.CommandException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the manual pages, for packages. */
@Command(name = "man-pages", description = "Write a manual page for each command into a folder, for packages.")
final class ManPagesCommand implements Runnable {
    @Parameters(paramLabel = "DIR", description = "Folder for the pages; it is made where it is missing.")
    private @Nullable Path folder;
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        Path place = folder == null ? Path.of("") : folder;
        try {
            Files.createDirectories(place);
            for (ManPage page : ManPage.all(spec.root().commandLine(), Version.name())) {
                Files.writeString(place.resolve(page.name() + ".1"), page.text());
            }
        } catch (IOException e) {
            throw new CommandException(place + ": expected a folder that can be written, was " + e);
        }
    }
}
