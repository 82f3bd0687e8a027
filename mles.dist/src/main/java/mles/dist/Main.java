package mles.dist;

import mles.dist.console.Console;

/** Entry point of the {@code mles} command. */
public final class Main {
    private Main() {
    }

    /** Runs the command that {@code args} spell and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(Commands.of(Console.ofProcess(), args).execute(args));
    }
}
