package mles.testkit;

import mles.protocol.Frame;

/** Base of a group of checks of a server: each check has a scene of its own. */
abstract class Scenes {
    private final ServerTarget target;

    /** Body of a check: actions on a channel. */
    interface Play {
        void on(Scene scene) throws Exception;
    }

    Scenes(ServerTarget target) {
        this.target = target;
    }

    ServerTarget target() {
        return target;
    }

    Check check(String section, String name, Play play) {
        return Check.of(section, name, () -> {
            try (Scene scene = new Scene(target)) {
                play.on(scene);
            }
        });
    }

    /** Demands that a first frame ends its connection without an answer and without notice to other members. */
    static void refused(Scene scene, Actor watcher, Actor actor, Frame first) {
        actor.wire().offer(Scene.bytes(first)).awaitSilentEnd();
        scene.joins(Names.fresh(12), watcher);
    }

    void needsHistory(int frames) {
        if (target.historyLimit() < frames) {
            throw new SkippedException("the server keeps " + target.historyLimit() + " messages, this needs " + frames);
        }
    }
}
