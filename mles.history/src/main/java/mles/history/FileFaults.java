package mles.history;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Words for the faults of which Java gives no more than the file. */
final class FileFaults {
    private FileFaults() {
    }

    /** {@return the file, and the fault in words} */
    static String text(IOException fault) {
        return fault instanceof FileSystemException named && named.getReason() == null
                ? named.getFile() + ": " + words(named)
                : String.valueOf(fault.getMessage());
    }

    /** {@return a fault whose message says what is wrong} */
    static IOException named(IOException fault) {
        String text = text(fault);
        return text.equals(fault.getMessage()) ? fault : new IOException(text, fault);
    }

    private static String words(FileSystemException fault) {
        return switch (fault) {
            case AccessDeniedException e -> "access denied";
            case NoSuchFileException e -> "no such file or folder";
            case NotDirectoryException e -> "not a folder";
            case FileAlreadyExistsException e -> "exists already";
            default -> fault.getClass().getSimpleName();
        };
    }
}
