package mles.server.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import mles.protocol.ChannelName;
import mles.server.channel.ChannelInspector;
import mles.server.log.PeekedFrame;
import mles.server.metrics.ChannelStats;
import mles.server.metrics.MemberStats;
import org.jspecify.annotations.Nullable;

/** Channels as JSON: the table, one of them, and its last messages. */
public final class ChannelsApi {
    private static final int USUAL_MEMBERS = 50;
    private static final int MOST_MEMBERS = 200;
    private static final int USUAL_MESSAGES = 20;
    private static final int MOST_MESSAGES = 50;
    private static final int LAST = 100_000_000;

    private final ChannelInspector inspector;
    private final ChannelSampler sampler;
    private final boolean showsMessages;

    /** @param showsMessages whether it may show messages */
    public ChannelsApi(ChannelInspector inspector, boolean showsMessages) {
        this.inspector = inspector;
        this.sampler = new ChannelSampler(inspector::all, System::nanoTime);
        this.showsMessages = showsMessages;
    }

    /** {@return a part of the table of channels} */
    public HttpResult table(Map<String, String> query) {
        ChannelQuery wanted = ChannelQuery.of(query);
        return answer(() -> {
            ChannelSample sample = sampler.sample();
            ChannelQuery.Found found = wanted.in(sample.rows());
            return Json.of(out -> {
                out.writeNumberField("total", sample.rows().size());
                out.writeNumberField("matches", found.matches());
                out.writeNumberField("offset", wanted.offset());
                Json.array(out, "channels", found.rows(), ChannelsApi::write);
            });
        });
    }

    /** {@return one channel} */
    public HttpResult one(Map<String, String> query) {
        ChannelName name = new ChannelName(Parameters.needed(query, "channel"));
        int offset = Parameters.number(query, "offset", 0, LAST);
        int limit = Parameters.number(query, "limit", USUAL_MEMBERS, MOST_MEMBERS);
        return answer(() -> inspector.details(name).map(channel -> Json.of(out -> {
            write(channel.stats(), out);
            write("oldest", channel.oldest(), out);
            write("newest", channel.newest(), out);
            out.writeNumberField("offset", offset);
            List<MemberStats> members = channel.members();
            int from = Math.min(offset, members.size());
            Json.array(out, "memberList", members.subList(from, Math.min(from + limit, members.size())),
                    ChannelsApi::write);
        })).orElseGet(ChannelsApi::none));
    }

    /** {@return the last messages of one channel, where that is allowed} */
    public HttpResult messages(Map<String, String> query) {
        if (!showsMessages) {
            return HttpResult.text(403, "messages: expected admin-messages on, was off");
        }
        ChannelName name = new ChannelName(Parameters.needed(query, "channel"));
        int limit = Parameters.number(query, "limit", USUAL_MESSAGES, MOST_MESSAGES);
        return answer(() -> inspector.newest(name, limit)
                .map(frames -> Json.of(out -> Json.array(out, "messages", frames, MessageView::write)))
                .orElseGet(ChannelsApi::none));
    }

    /** Writes memory of logs and bytes of history, where a sample has them. */
    public void writeTotals(JsonGenerator out) throws IOException {
        Optional<ChannelSample> sample = sampler.latest();
        if (sample.isPresent()) {
            out.writeNumberField("logs", sample.get().logMemory());
            out.writeNumberField("history", sample.get().historyBytes());
        } else {
            out.writeNullField("logs");
            out.writeNullField("history");
        }
    }

    private static HttpResult answer(Supplier<HttpResult> result) {
        try {
            return result.get();
        } catch (CompletionException e) {
            return HttpResult.health(false, "an event loop does not answer");
        }
    }

    private static HttpResult none() {
        return HttpResult.text(404, "channel: expected one that is there, was none");
    }

    private static void write(ChannelRow row, JsonGenerator out) throws IOException {
        write(row.stats(), out);
        rate("frameRate", row.frameRate(), out);
        rate("byteRate", row.byteRate(), out);
    }

    private static void write(ChannelStats stats, JsonGenerator out) throws IOException {
        out.writeStringField("name", stats.name().text());
        out.writeNumberField("members", stats.members());
        out.writeNumberField("frames", stats.frames());
        out.writeNumberField("bytes", stats.bytes());
        out.writeNumberField("historyFrames", stats.historyFrames());
        out.writeNumberField("historyBytes", stats.historyBytes());
        out.writeNumberField("logMemory", stats.logMemory());
    }

    private static void write(MemberStats member, JsonGenerator out) throws IOException {
        out.writeStringField("uid", member.uid());
        out.writeStringField("cid", member.cid().toString());
        out.writeStringField("address", member.remote().getAddress().getHostAddress() + ":"
                + member.remote().getPort());
        out.writeStringField("kind", member.kind());
        out.writeNumberField("lag", member.lag());
        out.writeBooleanField("parked", member.parked());
    }

    private static void write(String name, @Nullable PeekedFrame frame, JsonGenerator out) throws IOException {
        if (frame == null) {
            out.writeNullField(name);
        } else {
            out.writeObjectFieldStart(name);
            MessageView.writeOrigin(frame, out);
            out.writeEndObject();
        }
    }

    private static void rate(String name, double rate, JsonGenerator out) throws IOException {
        if (rate < 0) {
            out.writeNullField(name);
        } else {
            out.writeNumberField(name, Math.rint(rate * 10) / 10);
        }
    }
}
