package mles.dist.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mles.dist.Scripts;

/** A process of Node with members by {@code mles.js}: each uid has one socket, and is on all channels. */
final class ScriptCrowd implements AutoCloseable {
    private static final String SCRIPT = "crowd.js";

    private final Map<String, ScriptMember> members;
    private final Process process;

    /**
     * One user of the script.
     *
     * @param pauseMillis the time between two messages; 0 is a user that only listens
     */
    record User(String uid, String url, long pauseMillis) {
        private String json(List<String> channels) {
            return "{\"uid\":\"%s\",\"url\":\"%s\",\"pause\":%d,\"channels\":[%s]}".formatted(uid, url, pauseMillis,
                    channels.stream().map(channel -> '"' + channel + '"').collect(Collectors.joining(",")));
        }
    }

    private ScriptCrowd(Map<String, ScriptMember> members, Process process) {
        this.members = members;
        this.process = process;
    }

    /** {@return members that join at once} */
    static ScriptCrowd start(Path folder, List<User> users, List<String> channels) throws IOException {
        Path scripts = Files.createDirectory(folder.resolve("scripts"));
        Scripts.copy(scripts, ScriptCrowd.class, SCRIPT);
        Map<String, ScriptMember> members = new TreeMap<>();
        for (User user : users) {
            channels.forEach(
                    channel -> members.put(user.uid() + "\t" + channel, new ScriptMember(user.uid(), channel)));
        }
        String plan = users.stream().map(user -> user.json(channels)).collect(Collectors.joining(",", "[", "]"));
        Process process = Scripts.node(scripts, SCRIPT, plan).redirectError(folder.resolve("node.log").toFile())
                .start();
        ScriptCrowd crowd = new ScriptCrowd(members, process);
        Thread.startVirtualThread(crowd::read);
        return crowd;
    }

    List<ScriptMember> members() {
        return new ArrayList<>(members.values());
    }

    /** Lets all of its members publish no more. */
    void hush() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(this::tell);
        } catch (UncheckedIOException | IOException e) {
            // closed
        }
    }

    private void tell(String line) {
        String[] parts = line.split("\t", 4);
        String uid = parts[1];
        String channel = parts[2];
        for (ScriptMember member : members.values()) {
            if (member.uid.equals(uid) && (channel.isEmpty() || member.channel.equals(channel))) {
                member.tell(parts[0], parts[3]);
            }
        }
    }
}
