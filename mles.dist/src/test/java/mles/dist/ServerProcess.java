package mles.dist;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of the linked image on a free port. */
public final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("mles: listening on tcp://(127\\.0\\.0\\.1:\\d+)");

    private final ImageProcess process;
    private final String address;

    private ServerProcess(ImageProcess process, String address) {
        this.process = process;
        this.address = address;
    }

    /** {@return a server that listens} */
    static ServerProcess start(Map<String, String> environment) throws IOException {
        ImageProcess process = ImageProcess.start(environment, "server", "--listen", "tcp://127.0.0.1:0");
        return new ServerProcess(process, address(process.line()));
    }

    /** {@return host and port in the line with which a server says that it is ready} */
    public static String address(String line) {
        Matcher matcher = LISTENING.matcher(line);
        if (!matcher.matches()) {
            throw new AssertionError("no listening line: " + line);
        }
        return matcher.group(1);
    }

    String address() {
        return address;
    }

    ImageProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
