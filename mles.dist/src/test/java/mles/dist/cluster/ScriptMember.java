package mles.dist.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** A member by {@code mles.js}, as {@link ScriptCrowd} tells of it. */
final class ScriptMember extends CrowdMember {
    static final String MOST = "most connections of a script";

    private final List<String> heard = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private int connections;
    private volatile boolean up;
    private volatile boolean hushed;

    ScriptMember(String uid, String channel) {
        super(uid, channel);
    }

    /** Does nothing: the script runs all of its members. */
    @Override
    void run() {
        // see ScriptCrowd
    }

    /** Does nothing: the script is told for all of its members. */
    @Override
    void hush() {
        // see ScriptCrowd
    }

    @Override
    boolean isHushed() {
        return hushed && up;
    }

    /** Takes a line of the script. */
    void tell(String event, String text) {
        switch (event) {
            case "up" -> {
                connections++;
                up = true;
            }
            case "down" -> up = false;
            case "heard" -> {
                heard.add(text.intern());
                in();
            }
            case "sent" -> sent.add(text);
            case "hushed" -> hushed = true;
            case "done" -> {
                if (!text.equals("0")) {
                    faults.add(text + " were dropped");
                }
                done();
            }
            default -> faults.add(event + " " + text);
        }
    }

    /** It heard the whole order of the others; some of it more than once, as a history is told again. */
    @Override
    void check(Order order, Counts counts) {
        List<String> others = heard.stream().filter(text -> !isOwn(text)).toList();
        List<String> once = List.copyOf(new LinkedHashSet<>(others));
        counts.add("script published", sent.size());
        counts.add("script published, without a place", order.lacks(sent));
        counts.add("script heard again", others.size() - once.size());
        counts.atLeast(MOST, connections);
        counts.add("heard", heard.size());
        assertEquals(List.of(), faults, uid + " on " + channel);
        assertEquals(List.copyOf(new LinkedHashSet<>(order.without(this))), once, uid + " on " + channel);
        order.checkOrder(this, sent);
    }

    @Override
    public String toString() {
        return super.toString() + " (up " + up + ", hushed " + hushed + ", faults " + faults + ")";
    }
}
