package org.example.line;

import io.netty.handler.codec.LineBasedFrameDecoder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.*;
import mles.server.config.*;
import mles.server.transport.*;

/** Front ends for {@code line://HOST:PORT}. */
public final class LineProvider implements FrontEndProvider {
    static final String NAME = "line";
    static final Setting<Integer> MAX = SettingTypes.number("line-max", 4096, 16, 65_536,
            "The longest line of text, in bytes.");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Scheme> schemes() {
        return Set.of(new Scheme("line", Scheme.REQUIRED, false));
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(MAX);
    }

    /** A line carries no key: where one guards the server, only this machine may come without it. */
    @Override
    public void check(ServerConfig config, List<ListenAddress> addresses) {
        if (config.isGuarded() && !addresses.stream().allMatch(ListenAddress::isLocal)) {
            throw new ConfigException("listen: expected line:// on loopback where a key guards the server");
        }
    }

    @Override
    public FrontEnd create(FrontEndContext context) {
        ServerConfig config = context.config().get();
        Listeners listeners = new Listeners(context, context.loops().group());
        return new FrontEnd() {
            @Override
            public InetSocketAddress start(InetSocketAddress where) throws IOException, InterruptedException {
                return listeners.start(where, false, false, (channel, remote) -> channel.pipeline().addLast(
                        new LineBasedFrameDecoder(config.get(MAX)), new LineConnection(context, channel, remote)));
            }

            @Override
            public void stop() {
                listeners.stop();
            }
        };
    }
}
