package mles.history;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import mles.protocol.ChannelName;

/**
 * The folder of a channel: any name is a safe file name, on file systems that ignore case as well. Lower-case letters,
 * digits, {@code -} and {@code _} stand for themselves, all other bytes of the UTF-8 are {@code %xx}. A name that would
 * become too long for a file is a beginning, {@code ~} and the SHA-256 of all of it.
 */
final class FolderName {
    private static final int LONGEST = 200;
    private static final int KEPT_OF_LONG = 100;
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final char ESCAPE = '%';
    private static final char HASHED = '~';
    /** Folder name of the channel with the empty name. */
    private static final String EMPTY = "%";
    private static final HexFormat HEX = HexFormat.of();

    private FolderName() {
    }

    static String of(ChannelName channel) {
        byte[] name = channel.text().getBytes(StandardCharsets.UTF_8);
        if (name.length == 0) {
            return EMPTY;
        }
        StringBuilder folder = new StringBuilder(name.length);
        for (int i = 0; i < name.length && folder.length() <= LONGEST; i++) {
            if (PLAIN.indexOf(name[i]) >= 0) {
                folder.append((char) name[i]);
            } else {
                folder.append(ESCAPE).append(HEX.toHexDigits(name[i]));
            }
        }
        return folder.length() <= LONGEST
                ? folder.toString()
                : folder.substring(0, KEPT_OF_LONG) + HASHED + HEX.formatHex(sha256(name));
    }

    /** {@return the name of the channel whose folder this is, empty where only the files in it can tell} */
    static Optional<ChannelName> decode(String folder) {
        if (folder.equals(EMPTY)) {
            return Optional.of(new ChannelName(""));
        }
        byte[] name = new byte[folder.length()];
        int length = 0;
        for (int i = 0; i < folder.length(); i++) {
            char c = folder.charAt(i);
            if (c == ESCAPE && i + 2 < folder.length() && HexFormat.isHexDigit(folder.charAt(i + 1))
                    && HexFormat.isHexDigit(folder.charAt(i + 2))) {
                name[length++] = (byte) HexFormat.fromHexDigits(folder, i + 1, i + 3);
                i += 2;
            } else {
                name[length++] = (byte) c;
            }
        }
        ChannelName decoded = new ChannelName(new String(name, 0, length, StandardCharsets.UTF_8));
        return Optional.of(decoded).filter(channel -> of(channel).equals(folder));
    }

    private static byte[] sha256(byte[] name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
