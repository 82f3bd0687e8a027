package mles.websocket.http;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mles.protocol.CloseReason;
import mles.protocol.Header;
import mles.protocol.Message;
import mles.protocol.ProtocolException;
import mles.server.spi.Position;
import mles.server.transport.JoinAnswer;
import mles.server.transport.WireFormat;

/** Frames as text with JSON, each with the position of its message: the same for all that read a channel. */
enum JsonFormat implements WireFormat {
    /** Events of {@code text/event-stream}: a line of JSON behind the position. */
    EVENTS("text/event-stream", 0, "id: ") {
        @Override
        void message(JsonWriter out, String id, String kind) {
            out.raw("id: ").raw(id).raw(kind.isEmpty() ? "" : "\nevent: ").raw(kind).raw("\ndata: {");
        }

        @Override
        String end() {
            return "\n\n";
        }

        @Override
        String idle() {
            return ":\n\n";
        }

        @Override
        String begin(Position before, JoinAnswer answer) {
            return "id: " + id(before) + "\n\n" + gap(answer);
        }

        @Override
        String note(String kind, String json) {
            return "event: " + kind + "\ndata: {" + json + "}\n\n";
        }
    },
    /** Lines of {@code application/x-ndjson}: the position is in the JSON. */
    LINES("application/x-ndjson", 0, "{\"id\":\"") {
        @Override
        String begin(Position before, JoinAnswer answer) {
            return gap(answer);
        }
    },
    /** One document of {@code application/json}: each message is a line behind a comma, which the first one goes without. */
    DOCUMENT("application/json", 1, ",{\"id\":\"") {
        @Override
        String begin(Position before, JoinAnswer answer) {
            return "{\"position\":\"" + id(answer.newest()) + "\",\"gap\":" + answer.gap() + ",\"messages\":[\n";
        }

        @Override
        String complete() {
            return "],\"complete\":true}\n";
        }

        @Override
        String cutOff(CloseReason why) {
            return "],\"complete\":false,\"reason\":\"" + why + "\"}\n";
        }
    };

    private static final int EPOCH_DIGITS = 16;
    private static final Pattern POSITION = Pattern.compile("[0-9a-f]{16}-[0-9]{1,18}");

    private final String type;
    private final int before;
    private final String start;
    private final int numberAt;

    JsonFormat(String type, int before, String start) {
        this.type = type;
        this.before = before;
        this.start = start;
        this.numberAt = start.length() + EPOCH_DIGITS + 1;
    }

    /** {@return the type of the content} */
    String type() {
        return type;
    }

    /** {@return the bytes at the start of a message that the first one goes without} */
    int before() {
        return before;
    }

    /** {@return whether it tells a history, and nothing that comes later} */
    boolean isWhole() {
        return this == DOCUMENT;
    }

    /** Writes what is before the content of a message, which begins an object of JSON. */
    void message(JsonWriter out, String id, String kind) {
        out.raw(start).raw(id).raw("\",");
        if (!kind.isEmpty()) {
            out.raw("\"event\":\"").raw(kind).raw("\",");
        }
    }

    /** {@return the end of a message, behind its JSON; nowhere else there is one} */
    String end() {
        return "\n";
    }

    /** {@return text that says nothing} */
    String idle() {
        return "\n";
    }

    /** {@return text before the first message, which is behind {@code before}} */
    abstract String begin(Position before, JoinAnswer answer);

    /** {@return text about the stream, which is no message} */
    String note(String kind, String json) {
        return "{\"event\":\"" + kind + "\"," + json + "}\n";
    }

    /** {@return text behind the last message of a history} */
    String complete() {
        return "";
    }

    /** {@return text behind a message that is the last one because the server ends the stream} */
    String cutOff(CloseReason why) {
        return note("end", "\"reason\":\"" + why + "\"");
    }

    final String gap(JoinAnswer answer) {
        return answer.gap() ? note("gap", "\"first\":" + answer.first()) : "";
    }

    /** {@return whether a message ends where a slice ends} Only slices of the full size may end inside of one. */
    boolean isEnd(ByteBuf slice, int at, int bytes) {
        return bytes != SLICE || isEnd(slice.getByte(at + bytes - 2), slice.getByte(at + bytes - 1));
    }

    /** {@return whether these are the last two bytes of a message} */
    boolean isEnd(byte before, byte last) {
        return last == '\n' && (this != EVENTS || before == '\n');
    }

    @Override
    public int sizeAt(ByteBuffer encoded, int at) {
        int end = at + 1;
        while (!isEnd(encoded.get(end - 1), encoded.get(end))) {
            end++;
        }
        return end + 1 - at;
    }

    /** {@return the text of a position} */
    static String id(Position position) {
        return HexFormat.of().toHexDigits(position.epoch()) + "-" + position.number();
    }

    /** {@return the position that a text spells} */
    static Optional<Position> position(String text) {
        if (!POSITION.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(new Position(HexFormat.fromHexDigitsToLong(text, 0, EPOCH_DIGITS),
                Long.parseLong(text.substring(EPOCH_DIGITS + 1))));
    }

    /** {@return the first format that a client accepts, events where it accepts anything} */
    static Optional<JsonFormat> accepted(List<String> accept) {
        List<String> types = accept.stream().flatMap(each -> Pattern.compile(",").splitAsStream(each))
                .map(each -> each.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT)).toList();
        if (types.isEmpty()) {
            return Optional.of(EVENTS);
        }
        return types.stream().flatMap(type -> Stream.of(values())
                .filter(format -> format.type.equals(type) || type.equals("*/*")
                        || type.equals(format.type.replaceFirst("/.*", "/*")))
                .limit(1))
                .findFirst();
    }

    @Override
    public Encoder encoder() {
        return new MessageEncoder(this);
    }

    @Override
    public boolean isNumbered() {
        return true;
    }

    @Override
    public long numberAt(ByteBuffer encoded, int at) {
        long number = 0;
        for (int i = at + numberAt; encoded.get(i) >= '0' && encoded.get(i) <= '9'; i++) {
            number = 10 * number + encoded.get(i) - '0';
        }
        return number;
    }

    /** Encoder of one channel. */
    private static final class MessageEncoder implements Encoder {
        private final JsonFormat format;
        private final JsonWriter json = new JsonWriter();
        private Position position = Position.START;
        private long time;

        private MessageEncoder(JsonFormat format) {
            this.format = format;
        }

        @Override
        public void place(long epoch, long number, long storedAtMillis) {
            position = new Position(epoch, number);
            time = storedAtMillis;
        }

        @Override
        public int size(ByteBuf in, int at, int bytes) {
            json.begin(null);
            return write(in, at, bytes);
        }

        @Override
        public void encode(ByteBuf in, int at, int bytes, Output out) {
            json.begin(out);
            write(in, at, bytes);
        }

        private int write(ByteBuf in, int at, int bytes) {
            ByteBuffer payload = in.nioBuffer(at + Header.SIZE, bytes - Header.SIZE);
            try {
                Message message = Message.decode(payload.duplicate());
                ByteBuffer content = message.payload();
                format.message(json, id(position), content.hasRemaining() ? "" : "presence");
                json.raw("\"uid\":").string(message.uid());
                if (content.hasRemaining() && json.isText(content)) {
                    json.raw(",\"text\":").string(content);
                } else if (content.hasRemaining()) {
                    json.raw(",\"base64\":").base64(content);
                }
            } catch (ProtocolException e) {
                // Later frames of TCP members may be anything.
                format.message(json, id(position), "other");
                json.raw("\"base64\":").base64(payload);
            }
            return json.raw(",\"time\":").raw(Long.toString(time)).raw("}").raw(format.end()).finish();
        }
    }
}
