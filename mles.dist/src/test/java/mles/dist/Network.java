package mles.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Hosts of Linux, each a network namespace, on one switch from which each of them can be cut off. This process reaches each
 * host by another cable, which stays. Needs root.
 */
public final class Network implements AutoCloseable {
    private static final String OURS = "10.77.30.1";
    private static final String THEIRS = "10.77.31.";
    private static final String TO_SWITCH = "eth0";
    private static final String TO_US = "eth1";

    private final String id = Long.toString(ProcessHandle.current().pid());
    private final String hub = "mles-switch-" + id;
    private final List<Host> hosts = new ArrayList<>();

    /** {@return whether this process may make such a thing here} */
    public static boolean isPossible() {
        String probe = "mles-probe-" + ProcessHandle.current().pid();
        return run("ip", "netns", "add", probe)
                && run("ip", "-n", probe, "link", "add", "switch", "type", "bridge")
                && run("ip", "netns", "del", probe);
    }

    public Network(int size) throws IOException {
        try {
            need("ip", "netns", "add", hub);
            need("ip", "-n", hub, "link", "add", "switch", "type", "bridge");
            need("ip", "-n", hub, "link", "set", "switch", "up");
            for (int i = 0; i < size; i++) {
                add(i);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    public Host host(int index) {
        return hosts.get(index);
    }

    /** {@return all hosts} */
    public List<Host> hosts() {
        return List.copyOf(hosts);
    }

    /** From now on nothing passes between this host and the others, and no connection is told. */
    public void cut(int index) throws IOException {
        need("ip", "-n", hub, "link", "set", port(index), "down");
    }

    /** Ends a {@link #cut}. */
    public void mend(int index) throws IOException {
        need("ip", "-n", hub, "link", "set", port(index), "up");
    }

    /** {@return whether neither host has a connection to the other one} */
    boolean isQuiet(int one, int other) {
        return connections(host(one), host(other)).isEmpty() && connections(host(other), host(one)).isEmpty();
    }

    @Override
    public void close() {
        for (int i = 0; i < hosts.size(); i++) {
            run("ip", "link", "del", cable(i));
            run("ip", "netns", "del", name(i));
        }
        run("ip", "netns", "del", hub);
    }

    private void add(int index) throws IOException {
        String name = name(index);
        String address = THEIRS + (index + 1);
        String cable = cable(index);
        need("ip", "netns", "add", name);
        hosts.add(new Host(address, List.of("ip", "netns", "exec", name)));
        need("ip", "link", "add", TO_SWITCH, "netns", name, "type", "veth", "peer", "name", port(index), "netns", hub);
        need("ip", "-n", hub, "link", "set", port(index), "master", "switch");
        need("ip", "-n", name, "addr", "add", address + "/24", "dev", TO_SWITCH);
        need("ip", "-n", name, "link", "set", "lo", "up");
        need("ip", "-n", name, "link", "set", TO_SWITCH, "up");
        mend(index);
        need("ip", "link", "add", cable, "type", "veth", "peer", "name", TO_US, "netns", name);
        need("ip", "addr", "add", OURS, "peer", address, "dev", cable);
        need("ip", "link", "set", cable, "up");
        need("ip", "-n", name, "link", "set", TO_US, "up");
        need("ip", "-n", name, "route", "add", OURS, "dev", TO_US);
    }

    /** {@return the name of our end of the way to a host} Linux takes 15 letters. */
    private String cable(int index) {
        return "ml" + index + "-" + id;
    }

    private String name(int index) {
        return "mles-host" + index + "-" + id;
    }

    private static String port(int index) {
        return "port" + index;
    }

    private static String connections(Host host, Host other) {
        try {
            Process process = new ProcessBuilder(
                    host.command(List.of("ss", "-Htn", "state", "established", "dst", other.address())))
                    .redirectErrorStream(true).start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void need(String... words) throws IOException {
        if (!run(words)) {
            throw new IOException("failed: " + String.join(" ", words));
        }
    }

    private static boolean run(String... words) {
        try {
            Process process = new ProcessBuilder(words).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
