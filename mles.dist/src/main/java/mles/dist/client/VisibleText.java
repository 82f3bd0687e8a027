package mles.dist.client;

/** Text in which each character can be seen and none moves the others. */
final class VisibleText {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
    private static final int ZERO_WIDTH_JOINER = 0x200d;
    private static final int END_OF_ASCII = 0x7f;

    private VisibleText() {
    }

    /**
     * {@return {@code text} with control and format characters and separators of lines spelled out} A joiner stays behind a
     * character that is not ASCII: scripts and emoji need it there.
     */
    static String of(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        int before = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(before)) {
            int character = text.codePointAt(i);
            if (isVisible(character) || (isJoiner(character) && before > END_OF_ASCII)) {
                visible.appendCodePoint(character);
            } else {
                visible.append(spelled(character));
            }
            before = character;
        }
        return visible.toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                false;
            default -> true;
        };
    }

    private static boolean isJoiner(int character) {
        return character == ZERO_WIDTH_JOINER || character == ZERO_WIDTH_NON_JOINER;
    }

    private static String spelled(int character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default -> character <= 0xff ? String.format("\\x%02x", character) : String.format("\\u{%x}", character);
        };
    }
}
