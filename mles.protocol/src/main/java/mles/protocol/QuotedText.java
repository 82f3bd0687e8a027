package mles.protocol;

/**
 * Text of clients for one line of a log: in quotes, so that it ends where it seems to, without characters that a terminal
 * obeys or hides, and short.
 */
final class QuotedText {
    /** Longer text is cut, and told apart by its hash. */
    private static final int LONGEST = 64;

    private QuotedText() {
    }

    static String of(String text) {
        StringBuilder out = new StringBuilder().append('"');
        int end = text.length() > LONGEST ? LONGEST : text.length();
        text.substring(0, end).codePoints().forEach(c -> append(out, c));
        out.append('"');
        if (end < text.length()) {
            out.append(String.format("…#%08x", text.hashCode()));
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int c) {
        if (c == '"' || c == '\\') {
            out.append('\\').appendCodePoint(c);
        } else if (isVisible(c)) {
            out.appendCodePoint(c);
        } else {
            out.append(c > Character.MAX_VALUE ? String.format("\\u{%x}", c) : String.format("\\u%04x", c));
        }
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
                false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
