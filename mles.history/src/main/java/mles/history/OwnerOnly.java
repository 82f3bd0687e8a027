package mles.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The rights of files and folders that their owner alone may use; nothing where the file system knows no owners. */
final class OwnerOnly {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private OwnerOnly() {
    }

    /** {@return the rights with which to create a folder at {@code path}} */
    static FileAttribute<?>[] folder(Path path) {
        return attributes(path, FOLDER);
    }

    /** {@return the rights with which to create a file at {@code path}} */
    static FileAttribute<?>[] file(Path path) {
        return attributes(path, FILE);
    }

    /**
     * Takes the rights of all others away.
     *
     * @return whether there were some
     * @throws IOException when that is not possible: for another owner's folder, or a file system that knows no rights
     */
    static boolean restrict(Path path) throws IOException {
        if (!knowsOwners(path)) {
            return false;
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(path);
        if (!rights.retainAll(FOLDER)) {
            return false;
        }
        Files.setPosixFilePermissions(path, rights);
        if (!Files.getPosixFilePermissions(path).equals(rights)) {
            throw new IOException(path + ": the file system keeps the rights of others");
        }
        return true;
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> rights) {
        return knowsOwners(path)
                ? new FileAttribute<?>[]{PosixFilePermissions.asFileAttribute(rights)}
                : new FileAttribute<?>[0];
    }

    private static boolean knowsOwners(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
