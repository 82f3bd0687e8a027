package mles.cluster.nats;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Proof of who connects to NATS. Secrets are in files, and never in messages.
 *
 * @param credsFile    credentials as {@code nsc} writes them
 * @param user         name of a user
 * @param passwordFile holds the user's password in its first line
 */
record Login(Optional<Path> credsFile, Optional<String> user, Optional<Path> passwordFile) {
    /** @throws IllegalArgumentException when the parts do not go together */
    Login {
        if (user.isPresent() != passwordFile.isPresent() || (user.isPresent() && credsFile.isPresent())) {
            throw new IllegalArgumentException(
                    "expected creds-file, or user with password-file, or none of them,"
                            + " was another combination");
        }
    }

    static Login of(AddressOptions options) {
        return new Login(options.file("creds-file"), options.text("user"), options.file("password-file"));
    }

    /** {@return the password of the user, empty without one} */
    String password() throws IOException {
        List<String> lines = passwordFile.isPresent() ? lines("password-file", passwordFile.get()) : List.of();
        return lines.isEmpty() ? "" : lines.get(0);
    }

    /**
     * {@return the lines of a file}
     *
     * @throws IOException when it cannot be read; the message has its name and none of its content
     */
    static List<String> lines(String option, Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new IOException(option + ": expected a file, was none at " + file, e);
        } catch (MalformedInputException e) {
            throw new IOException(option + ": expected text, was something else in " + file, e);
        } catch (IOException e) {
            throw new IOException(option + ": expected a readable file, was " + e.getMessage(), e);
        }
    }
}
