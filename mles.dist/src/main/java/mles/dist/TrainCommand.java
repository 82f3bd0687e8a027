package mles.dist;

import picocli.CommandLine.Command;

/** The training run of the build (see the image's AOT cache): touches what starts need. Nothing for users. */
@Command(name = "train", hidden = true)
final class TrainCommand implements Runnable {
    @Override
    public void run() {
        Commands.of(Shell.ofProcess()).execute("--help");
    }
}
