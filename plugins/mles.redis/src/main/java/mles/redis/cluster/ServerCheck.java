package mles.redis.cluster;

import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mles.redis.RedisAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Demands on a Redis, by what its INFO says. */
final class ServerCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCheck.class);
    private static final String LEAST_VERSION = "6.2";
    private static final int LEAST = 6 * 1000 + 2;
    private static final Pattern VERSION = Pattern.compile("([0-9]{1,3})\\.([0-9]{1,3})(\\..*)?");

    private final RedisAddress address;
    private final Map<String, String> info;

    ServerCheck(RedisAddress address, String info) {
        this.address = address;
        this.info = info.lines().map(line -> line.split(":", 2)).filter(parts -> parts.length == 2)
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].strip(), (first, second) -> first));
    }

    /** @throws IOException when it cannot order a cluster */
    void demandUsable() throws IOException {
        demand("redis_version", version -> versionNumber(version) >= LEAST, LEAST_VERSION + " or later", "");
        demand("redis_mode", mode -> !mode.equals("cluster"), "standalone",
                "; use one Redis that has all keys, with a replica");
        demand("role", role -> role.equals("master"), "master", "; use the one that takes writes");
        demand("maxmemory_policy", policy -> policy.equals("noeviction"), "noeviction",
                "; any other loses entries: CONFIG SET maxmemory-policy noeviction");
    }

    /** Warns of a Redis that forgets. */
    void warn() {
        if (value("aof_enabled").equals("0")) {
            LOG.warn("cluster-persistence: a restart of Redis loses entries, place={}, appendonly=no", address);
        }
    }

    private void demand(String name, Function<String, Boolean> isGood, String expected, String remedy)
            throws IOException {
        String value = value(name);
        // A service that hides a line is not worse than others.
        if (!value.isEmpty() && !isGood.apply(value)) {
            throw new IOException(address + ": " + name + ": expected " + expected + ", was " + value + remedy);
        }
    }

    private String value(String name) {
        return info.getOrDefault(name, "");
    }

    private static int versionNumber(String version) {
        Matcher parts = VERSION.matcher(version);
        return parts.matches() ? Integer.parseInt(parts.group(1)) * 1000 + Integer.parseInt(parts.group(2)) : 0;
    }
}
