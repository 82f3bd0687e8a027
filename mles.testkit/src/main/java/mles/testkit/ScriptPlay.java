package mles.testkit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mles.protocol.Frame;
import mles.testkit.MemberScript.Join;
import mles.testkit.MemberScript.Leave;
import mles.testkit.MemberScript.Publish;
import mles.testkit.MemberScript.Stall;
import mles.testkit.MemberScript.Step;

/** A script on its way: the channel beside the list that it should be. */
final class ScriptPlay implements AutoCloseable {
    private final Scene scene;
    private final Actor watcher;
    private final List<Frame> history = new ArrayList<>();
    private final Map<Integer, Role> present = new HashMap<>();
    private int stalled;

    /** A member, and what it has to see before it leaves. */
    private static final class Role {
        private final Actor actor;
        private final List<Frame> due;
        private boolean reads = true;

        Role(Actor actor, List<Frame> history) {
            this.actor = actor;
            this.due = new ArrayList<>(history);
        }
    }

    ScriptPlay(ServerTarget target) {
        scene = new Scene(target);
        watcher = scene.watcher();
        history.add(watcher.first());
    }

    void step(Step step) {
        Role role = present.get(step.member());
        switch (step) {
            case Join join -> {
                if (role == null) {
                    join(join.member());
                }
            }
            case Publish publish -> {
                if (role != null) {
                    Frame frame = role.actor.frame(text(publish.size()));
                    role.actor.send(frame);
                    happened(frame, role);
                }
            }
            case Stall stall -> {
                if (role != null && role.reads) {
                    role.reads = false;
                    stalled++;
                }
            }
            case Leave leave -> {
                if (role != null) {
                    present.remove(leave.member());
                    leave(role);
                }
            }
        }
    }

    /** All that are left leave. */
    void end() {
        present.values().forEach(this::leave);
    }

    @Override
    public void close() {
        scene.close();
    }

    private void join(int member) {
        // The name of a member that stalled and left becomes free at an unknown time.
        Actor actor = scene.comes("member " + member + "." + stalled);
        Role role = new Role(actor, scene.target().historyLimit() > 0 ? history : List.of());
        actor.send(actor.first());
        present.put(member, role);
        happened(actor.first(), role);
    }

    private void happened(Frame frame, Role sender) {
        watcher.sees(frame);
        history.add(frame);
        present.values().stream().filter(role -> role != sender).forEach(role -> role.due.add(frame));
    }

    private void leave(Role role) {
        if (role.reads) {
            role.actor.sees(role.due);
            List<Frame> more = role.actor.wire().fin().untilEnd();
            Expect.equal(List.of(), more, "after all that was due");
        } else {
            role.actor.wire().close();
        }
    }

    private static String text(int size) {
        return new String(new byte[size], StandardCharsets.US_ASCII);
    }
}
