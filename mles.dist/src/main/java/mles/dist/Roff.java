package mles.dist;

/** Text in the language of manual pages, {@code roff} with the macros {@code man}. */
final class Roff {
    private final StringBuilder out = new StringBuilder();

    /** Begins a page of section 1. It has no date, so that it is the same for the same version. */
    Roff title(String name, String version) {
        out.append(".TH \"").append(escaped(name)).append("\" \"1\" \"\" \"").append(escaped(version))
                .append("\" \"Mles\"\n");
        // Neither words nor addresses are cut into syllables, and lines are not filled up with blanks.
        out.append(".nh\n.ad l\n");
        return this;
    }

    Roff section(String heading) {
        out.append(".SH ").append(escaped(heading)).append('\n');
        return this;
    }

    Roff subsection(String heading) {
        out.append(".SS \"").append(escaped(heading)).append("\"\n");
        return this;
    }

    /** Adds an entry: its label, already in this language, and its text behind it. */
    Roff entry(String label, String text) {
        out.append(".TP\n").append(label).append('\n');
        return text(text);
    }

    /** Adds text that goes on where the text before it ended; nothing for an empty one. */
    Roff text(String text) {
        if (!text.isBlank()) {
            out.append(line(escaped(text.strip()))).append('\n');
        }
        return this;
    }

    /** Adds a line that is already in this language. */
    Roff raw(String line) {
        out.append(line(line)).append('\n');
        return this;
    }

    Roff paragraph() {
        out.append(".PP\n");
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    static String bold(String text) {
        return "\\fB" + escaped(text) + "\\fR";
    }

    static String italic(String text) {
        return "\\fI" + escaped(text) + "\\fR";
    }

    /** {@return the text as it is, hyphens that can be copied included} */
    static String escaped(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq").replace("`", "\\(ga")
                .replace("'", "\\(aq").replace("\n", " ");
    }

    /** A point at the beginning of a line would make a request of it. */
    private static String line(String text) {
        return text.startsWith(".") ? "\\&" + text : text;
    }
}
