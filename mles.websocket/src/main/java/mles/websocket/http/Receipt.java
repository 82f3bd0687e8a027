package mles.websocket.http;

import java.util.HexFormat;
import mles.server.spi.Position;

/**
 * Answer to a publish.
 *
 * @param position of the message, or of the last one of a batch
 * @param messages in a batch, 0 for a message of its own
 */
record Receipt(Position position, int messages) implements Outcome {
    String json() {
        return "{\"epoch\":\"" + HexFormat.of().toHexDigits(position.epoch()) + "\",\"position\":" + position.number()
                + (messages > 0 ? ",\"messages\":" + messages : "") + "}\n";
    }
}
