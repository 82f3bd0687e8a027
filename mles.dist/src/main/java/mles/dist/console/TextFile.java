package mles.dist.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reader of settings, secrets and certificates: small text in UTF-8. A file that is being written is read when it has not changed for a
 * second, and one that is not a regular file (a pipe) is read once and must end in time. A byte order mark is dropped.
 */
public final class TextFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_LOOKS = 10;
    private static final Duration SETTLED = Duration.ofSeconds(1);
    private static final Duration PIPE_TIMEOUT = Duration.ofSeconds(10);
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final TextFile READER = new TextFile(InstantSource.system(), Thread::sleep, PIPE_TIMEOUT);

    private final InstantSource clock;
    private final Pause pause;
    private final Duration pipeTimeout;

    /** Waits between two looks. */
    interface Pause {
        void sleep(Duration time) throws InterruptedException;
    }

    private record Look(ByteBuffer bytes, Instant changed) {
    }

    TextFile(InstantSource clock, Pause pause, Duration pipeTimeout) {
        this.clock = clock;
        this.pause = pause;
        this.pipeTimeout = pipeTimeout;
    }

    /**
     * {@return the text of {@code file}}
     *
     * @throws IOException when it cannot be read, is too long or does not come to rest
     */
    public static String read(Path file) throws IOException {
        return READER.text(file);
    }

    String text(Path file) throws IOException {
        try {
            ByteBuffer bytes = Files.exists(file) && !Files.isRegularFile(file) ? pipe(file) : settled(file);
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /** A file that was last changed a second ago needs no second look, so a start seldom waits. */
    private ByteBuffer settled(Path file) throws IOException, InterruptedException {
        Look look = look(file);
        for (int i = 1; i < MAX_LOOKS; i++) {
            Duration age = Duration.between(look.changed, clock.instant());
            if (age.compareTo(SETTLED) >= 0) {
                return look.bytes;
            }
            pause.sleep(age.isNegative() ? SETTLED : SETTLED.minus(age));
            Look next = look(file);
            if (next.equals(look)) {
                return next.bytes;
            }
            look = next;
        }
        throw new IOException("expected a file at rest, was written all the time");
    }

    private static Look look(Path file) throws IOException {
        Instant changed = Files.getLastModifiedTime(file).toInstant();
        return new Look(ByteBuffer.wrap(bytes(file)), changed);
    }

    private ByteBuffer pipe(Path file) throws IOException, InterruptedException {
        FutureTask<byte[]> reading = new FutureTask<>(() -> bytes(file));
        Thread.ofPlatform().daemon().name("pipe").start(reading);
        try {
            return ByteBuffer.wrap(reading.get(pipeTimeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            throw new IOException("expected its end within " + pipeTimeout.toSeconds() + " s, was open", e);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause() == null ? e.getMessage() : e.getCause().getMessage(), e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("expected at most " + MAX_BYTES + " bytes, was longer");
            }
            return bytes;
        }
    }
}
