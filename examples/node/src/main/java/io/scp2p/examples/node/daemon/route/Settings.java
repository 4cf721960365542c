package io.scp2p.examples.node.daemon.route;

import io.scp2p.api.config.NodeConfig;
import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.examples.node.daemon.json.JsonException;
import io.scp2p.examples.node.daemon.json.JsonReader;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The settings with which the node runs, and those kept in {@code config.json} for its next start.
 * The command line goes before the file, the file before the defaults.
 */
public final class Settings {
  /** Within the home. */
  public static final String FILE = "config.json";

  /** A file that somebody has edited; more is not a configuration. */
  private static final int MAX_FILE_BYTES = 1 << 20;

  private final Path file;
  private final Map<String, Object> given;
  private final Map<String, Object> atStart;
  private final NodeConfig effective;

  private Settings(Path file, Map<String, Object> given) {
    this.file = file;
    this.given = Map.copyOf(given);
    this.atStart = read(file);
    this.effective = NodeSettings.build(merged(atStart));
  }

  /**
   * Reads the settings of a home.
   *
   * @param given what the command line says, by name
   */
  public static Settings of(Path home, Map<String, Object> given) {
    return new Settings(home.resolve(FILE), given);
  }

  /** With which the node runs. */
  public NodeConfig effective() {
    return effective;
  }

  /** What is kept for the next start. */
  synchronized Map<String, Object> stored() {
    return read(file);
  }

  /** Whether the next start differs from this one. */
  boolean restartNeeded(Map<String, Object> stored) {
    return !stored.equals(atStart);
  }

  /**
   * Changes what is kept, as a whole or not at all.
   *
   * @param changes by name; null removes
   */
  synchronized Map<String, Object> change(Map<?, ?> changes) {
    Map<String, Object> next = new TreeMap<>(read(file));
    changes.forEach(
        (name, value) -> {
          if (value == null) {
            next.remove(String.valueOf(name));
          } else {
            next.put(String.valueOf(name), value);
          }
        });
    NodeSettings.build(next);
    NodeSettings.build(merged(next));
    write(next);
    return next;
  }

  private Map<String, Object> merged(Map<String, Object> stored) {
    Map<String, Object> all = new LinkedHashMap<>(stored);
    all.putAll(given);
    return all;
  }

  private static Map<String, Object> read(Path file) {
    try {
      if (!Files.exists(file)) {
        return Map.of();
      }
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw invalid(file, "it is too large", null);
      }
      Object value = JsonReader.read(Files.readString(file));
      Map<String, Object> settings = new TreeMap<>();
      if (value instanceof Map<?, ?> members) {
        members.forEach((name, setting) -> settings.put(String.valueOf(name), setting));
        return settings;
      }
      throw invalid(file, "it is not an object", null);
    } catch (JsonException e) {
      throw invalid(file, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Scp2pException invalid(Path file, String why, @Nullable Throwable cause) {
    return new Scp2pException(
        ErrorCode.INVALID_CONFIG, "Cannot read " + file + ": " + why + ".", Map.of(), cause);
  }

  private void write(Map<String, Object> settings) {
    try {
      PrivateFiles.replace(
          file, JsonWriter.write(settings).concat("\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
