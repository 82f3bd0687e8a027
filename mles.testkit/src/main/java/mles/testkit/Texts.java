package mles.testkit;

import mles.protocol.Frame;
import mles.protocol.Message;
import mles.protocol.ProtocolException;

/** Frames of a check in words, for its report. */
final class Texts {
    private static final int SHOWN = 40;

    private Texts() {
    }

    /** {@return the content of the message that the frame carries} */
    static String text(Frame frame) {
        return Message.decode(frame.payload()).text();
    }

    static String of(Frame frame) {
        String content;
        try {
            Message message = Message.decode(frame.payload());
            String text = message.text();
            content = message.uid() + " \"" + (text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text) + "\"";
        } catch (ProtocolException e) {
            content = "no message";
        }
        return content + " (" + frame.size() + " bytes)";
    }
}
