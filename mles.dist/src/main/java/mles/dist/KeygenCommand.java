package mles.dist;

import java.security.SecureRandom;
import java.util.HexFormat;
import picocli.CommandLine.Command;

/** Makes a key that nobody guesses. */
@Command(name = "keygen", description = "Print a fresh 256-bit key for MLES_KEY or a key file.", mixinStandardHelpOptions = true, versionProvider = MlesCommand.Version.class)
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
