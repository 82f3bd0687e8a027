package mles.dist;

import java.security.SecureRandom;
import java.util.HexFormat;
import mles.dist.console.Console;
import picocli.CommandLine.Command;

/** Prints a random key. */
@Command(name = "keygen", description = "Print a fresh 256-bit key for MLES_KEY or a key file.")
final class KeygenCommand implements Runnable {
    private static final int BYTES = 32;

    private final Console console;

    KeygenCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        console.out().println(HexFormat.of().formatHex(key));
        console.flush();
    }
}
