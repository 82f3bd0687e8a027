package mles.history;

import java.nio.file.Path;

/** Is told of what is not as it should be in a file. */
interface Problems {
    void found(Path file, String what);
}
