package mles.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which file it is that bears a name, since another one may bear it later.
 *
 * @param key of the file system; null where it has none, and then a file of that name is taken for the same
 */
record FileIdentity(@Nullable Object key) {
    static FileIdentity of(Path file) throws IOException {
        return new FileIdentity(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
    }

    /** {@return whether it still bears that name} */
    boolean isAt(Path file) throws IOException {
        try {
            return Objects.equals(key, of(file).key());
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        }
    }
}
