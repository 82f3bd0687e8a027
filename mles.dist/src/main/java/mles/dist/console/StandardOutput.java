package mles.dist.console;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The stream that other programs read. It tells an end of the reader from a fault. Not flushed by itself. */
public final class StandardOutput extends PrintStream {
    private static final int BUFFER = 1 << 16;
    private static final String READER_GONE = "Broken pipe";

    private final Target target;

    private static final class Target extends FilterOutputStream {
        private boolean readerGone;

        Target(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                out.write(bytes, from, count);
            } catch (IOException e) {
                readerGone = READER_GONE.equals(e.getMessage());
                throw e;
            }
        }
    }

    public StandardOutput(OutputStream out) {
        this(new Target(out));
    }

    private StandardOutput(Target target) {
        super(new BufferedOutputStream(target, BUFFER), false, StandardCharsets.UTF_8);
        this.target = target;
    }

    /**
     * Hands everything written so far to the reader.
     *
     * @throws ReaderGoneException when it has ended
     * @throws CommandException    when it cannot be written
     */
    static void flush(PrintStream out) {
        if (out.checkError()) {
            if (out instanceof StandardOutput standard && standard.target.readerGone) {
                throw new ReaderGoneException();
            }
            throw new CommandException("standard output cannot be written");
        }
    }
}
