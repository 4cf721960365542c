package io.scp2p.core.engine.share;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A media type by extension: a fixed table, the same on every machine (section 9.1). */
final class MimeTypes {
  private static final Map<String, String> BY_EXTENSION = table();

  private MimeTypes() {}

  /** The media type of a file of this name, or null if the table does not know it. */
  static @Nullable String of(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? null : BY_EXTENSION.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  private static Map<String, String> table() {
    Map<String, String> types = new HashMap<>();
    put(types, "text/plain", "txt", "log");
    put(types, "text/markdown", "md");
    put(types, "text/html", "html", "htm");
    put(types, "text/css", "css");
    put(types, "text/csv", "csv");
    put(types, "text/javascript", "js", "mjs");
    put(types, "application/json", "json");
    put(types, "application/xml", "xml");
    put(types, "application/yaml", "yaml", "yml");
    put(types, "application/pdf", "pdf");
    put(types, "application/rtf", "rtf");
    put(types, "application/epub+zip", "epub");
    put(types, "application/msword", "doc");
    put(types, "application/vnd.ms-excel", "xls");
    put(types, "application/vnd.ms-powerpoint", "ppt");
    put(types, OFFICE + "wordprocessingml.document", "docx");
    put(types, OFFICE + "spreadsheetml.sheet", "xlsx");
    put(types, OFFICE + "presentationml.presentation", "pptx");
    put(types, "application/vnd.oasis.opendocument.text", "odt");
    put(types, "application/zip", "zip");
    put(types, "application/gzip", "gz");
    put(types, "application/x-tar", "tar");
    put(types, "application/x-7z-compressed", "7z");
    put(types, "application/vnd.rar", "rar");
    put(types, "application/x-iso9660-image", "iso");
    put(types, "application/java-archive", "jar");
    put(types, "application/wasm", "wasm");
    put(types, "image/png", "png");
    put(types, "image/jpeg", "jpg", "jpeg");
    put(types, "image/gif", "gif");
    put(types, "image/webp", "webp");
    put(types, "image/svg+xml", "svg");
    put(types, "image/bmp", "bmp");
    put(types, "image/tiff", "tif", "tiff");
    put(types, "image/avif", "avif");
    put(types, "audio/mpeg", "mp3");
    put(types, "audio/flac", "flac");
    put(types, "audio/ogg", "ogg", "opus");
    put(types, "audio/wav", "wav");
    put(types, "audio/mp4", "m4a");
    put(types, "video/mp4", "mp4");
    put(types, "video/x-matroska", "mkv");
    put(types, "video/webm", "webm");
    put(types, "video/quicktime", "mov");
    put(types, "video/x-msvideo", "avi");
    return Map.copyOf(types);
  }

  private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";

  private static void put(Map<String, String> types, String type, String... extensions) {
    for (String extension : extensions) {
      types.put(extension, type);
    }
  }
}
