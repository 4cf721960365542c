package io.scp2p.examples.node.daemon;

import io.scp2p.api.ApiVersion;
import io.scp2p.examples.node.daemon.json.JsonException;
import io.scp2p.examples.node.daemon.json.JsonReader;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import io.scp2p.examples.node.daemon.route.PrivateFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How others on this machine find a daemon: two files in its home. */
public final class DaemonFiles {
  private static final int MAX_BYTES = 4_096;

  private final Path info;
  private final Path token;

  /** Those of a home. */
  public DaemonFiles(Path home) {
    this.info = home.resolve("daemon.json");
    this.token = home.resolve("daemon.token");
  }

  /**
   * Where a daemon is.
   *
   * @param port of its interface
   * @param pid of its process
   * @param token that opens it
   */
  public record Found(int port, long pid, String token) {
    /** {@return where it answers} */
    public String url() {
      return "http://127.0.0.1:" + port;
    }

    /** Without the token. */
    @Override
    public String toString() {
      return "Found[" + url() + ", pid " + pid + "]";
    }
  }

  /** Writes both: the token first, so that whoever finds the port finds the right token. */
  void write(int port, String secret) throws IOException {
    PrivateFiles.replace(token, (secret + "\n").getBytes(StandardCharsets.US_ASCII));
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("port", port);
    members.put("pid", ProcessHandle.current().pid());
    members.put("url", "http://127.0.0.1:" + port);
    members.put("version", ApiVersion.current());
    members.put("startedAt", Instant.now());
    PrivateFiles.replace(info, (JsonWriter.write(members) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Removes both. */
  void remove() throws IOException {
    Files.deleteIfExists(info);
    Files.deleteIfExists(token);
  }

  /** Reads them; nothing if no daemon has left them, or its process is gone. */
  public Optional<Found> find() throws IOException {
    if (!Files.isRegularFile(info) || !Files.isRegularFile(token)) {
      return Optional.empty();
    }
    if (Files.size(info) > MAX_BYTES || Files.size(token) > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      if (JsonReader.read(Files.readString(info)) instanceof Map<?, ?> members
          && members.get("port") instanceof Long port
          && members.get("pid") instanceof Long pid
          && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
        return Optional.of(new Found(port.intValue(), pid, Files.readString(token).strip()));
      }
      return Optional.empty();
    } catch (JsonException e) {
      return Optional.empty();
    }
  }
}
