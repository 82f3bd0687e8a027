package mles.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page and what belongs to it, from the resources of this module. */
final class Assets {
    private static final int TAG_DIGITS = 16;
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css",
            "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "ts", "text/plain; charset=utf-8", "svg",
            "image/svg+xml");
    /** The files of {@code src/main/page}, and those of {@code src/main/js}. */
    private static final String PAGE = "page/index.html";
    private static final String[] NAMES = {PAGE, "page/page.css", "page/icon.svg", "page/banner.js", "page/composer.js",
            "page/content.js", "page/dom.js", "page/entry.js", "page/file.js", "page/group.js", "page/joining.js",
            "page/last.js",
            "page/list.js", "page/memory.js", "page/notices.js", "page/page.js", "page/picture.js", "page/place.js",
            "page/room.js",
            "page/rows.js", "page/sidebar.js", "page/talk.js", "page/text.js", "page/view.js", "page/visible.js",
            "page/words.js",
            "mles.js", "mles.d.ts", "backoff.js", "cbor.js", "channel.js", "error.js", "inbox.js", "line.js", "link.js",
            "member.js", "message.js", "outbox.js", "payload.js", "pulse.js", "repeats.js", "seal.js", "session1.js",
            "session2.js"};

    private final Map<String, Asset> byPath;

    /** One of them, as it is sent. */
    static final class Asset {
        private final String type;
        private final String tag;
        private final byte[] bytes;

        private Asset(String type, String tag, byte[] bytes) {
            this.type = type;
            this.tag = tag;
            this.bytes = bytes;
        }

        String type() {
            return type;
        }

        /** {@return a name for exactly these bytes, quoted} */
        String tag() {
            return tag;
        }

        /** {@return the bytes themselves, not to be changed} */
        byte[] bytes() {
            return bytes;
        }
    }

    private Assets(Map<String, Asset> byPath) {
        this.byPath = byPath;
    }

    static Assets none() {
        return new Assets(Map.of());
    }

    static Assets load() {
        Map<String, Asset> byPath = new HashMap<>();
        for (String name : NAMES) {
            byPath.put("/" + name, read(name));
        }
        Asset page = read(PAGE);
        byPath.put("/", page);
        byPath.put("/index.html", page);
        return new Assets(byPath);
    }

    /** {@return the asset at {@code path}, null when there is none} */
    @Nullable
    Asset find(String path) {
        return byPath.get(path);
    }

    private static Asset read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + ": expected a file of the module, was none");
            }
            byte[] bytes = in.readAllBytes();
            String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            if (type == null) {
                throw new IllegalStateException(name + ": expected a name that ends in one of " + TYPES.keySet());
            }
            return new Asset(type, tag(bytes), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest).substring(0, TAG_DIGITS) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
