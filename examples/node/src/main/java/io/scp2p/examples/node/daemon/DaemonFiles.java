package io.scp2p.examples.node.daemon;

import io.scp2p.api.ApiVersion;
import io.scp2p.examples.node.daemon.http.Gate;
import io.scp2p.examples.node.daemon.http.Routes;
import io.scp2p.examples.node.daemon.json.JsonException;
import io.scp2p.examples.node.daemon.json.JsonReader;
import io.scp2p.examples.node.daemon.json.JsonWriter;
import io.scp2p.examples.node.daemon.route.PrivateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How others on this machine find a daemon: two files in its home, there while it runs. A third one
 * stays, so that browsers that were let in come back after a restart.
 */
public final class DaemonFiles {
  private static final int MAX_BYTES = 4_096;
  private static final int MAX_PORT = 65_535;
  private static final int ANSWER_MILLIS = 2_000;

  private final Path info;
  private final Path token;
  private final Path session;

  /** Those of a home. */
  public DaemonFiles(Path home) {
    this.info = home.resolve("daemon.json");
    this.token = home.resolve("daemon.token");
    this.session = home.resolve("daemon.session");
  }

  /**
   * What browsers come back with.
   *
   * @param port they know
   * @param cookie the secret in their cookies
   */
  record Session(int port, String cookie) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Session[port " + port + "]";
    }
  }

  /**
   * That of the last run; nothing if there was none, or if the token was removed since: whoever
   * removes it wants everybody locked out.
   */
  Optional<Session> session() throws IOException {
    if (Files.exists(info) && !Files.exists(token)) {
      Files.deleteIfExists(session);
    }
    Map<?, ?> members = members(session).orElse(Map.of());
    if (members.get("port") instanceof Long port
        && port > 0
        && port <= MAX_PORT
        && members.get("cookie") instanceof String cookie
        && Gate.isSecret(cookie)) {
      return Optional.of(new Session(port.intValue(), cookie));
    }
    return Optional.empty();
  }

  /** Keeps it for the next run. */
  void keep(int port, String cookie) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("port", port);
    members.put("cookie", cookie);
    try {
      replace(session, members);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void replace(Path file, Map<String, ? extends @Nullable Object> members)
      throws IOException {
    PrivateFiles.replace(file, (JsonWriter.write(members) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** What is in a file; a failure names it, as not all of those of the system do. */
  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (FileSystemException failure) {
      throw failure;
    } catch (IOException failure) {
      throw new IOException(file + ": " + failure.getMessage(), failure);
    }
  }

  /** The object in a file; nothing if it is not there or is something else. */
  private static Optional<Map<?, ?>> members(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return JsonReader.read(text(file)) instanceof Map<?, ?> members
          ? Optional.of(members)
          : Optional.empty();
    } catch (JsonException e) {
      return Optional.empty();
    }
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
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("port", port);
    members.put("pid", ProcessHandle.current().pid());
    members.put("processStarted", started(ProcessHandle.current()).orElse(null));
    members.put("url", "http://127.0.0.1:" + port);
    members.put("version", ApiVersion.current());
    members.put("startedAt", Instant.now());
    replace(info, members);
  }

  /** Removes both; and what browsers come back with if somebody has removed the token before. */
  void remove() throws IOException {
    if (!Files.deleteIfExists(token)) {
      Files.deleteIfExists(session);
    }
    Files.deleteIfExists(info);
  }

  /**
   * Reads them; nothing if no daemon has left them, or its process is gone. After a crash its
   * number may be another process's.
   */
  public Optional<Found> find() throws IOException {
    try {
      return read();
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  private Optional<Found> read() throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(token, BasicFileAttributes.class);
    if (!attributes.isRegularFile() || attributes.size() > MAX_BYTES) {
      return Optional.empty();
    }
    Map<?, ?> members = members(info).orElse(Map.of());
    if (members.get("port") instanceof Long port && members.get("pid") instanceof Long pid) {
      ProcessHandle process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive).orElse(null);
      Found found = new Found(port.intValue(), pid, text(token).strip());
      if (process != null && (isSame(process, members) || answers(found))) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }

  private static boolean isSame(ProcessHandle process, Map<?, ?> members) {
    Optional<String> started = started(process);
    return started.isPresent() && started.get().equals(members.get("processStarted"));
  }

  /** Not known on every system, and another one once somebody has set the clock. */
  private static Optional<String> started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString);
  }

  /** Whether it lets this token in: whatever else listens there now does not know it. */
  private static boolean answers(Found found) {
    try {
      HttpURLConnection call =
          (HttpURLConnection)
              URI.create(found.url() + Routes.BASE + "/identity")
                  .toURL()
                  .openConnection(Proxy.NO_PROXY);
      call.setConnectTimeout(ANSWER_MILLIS);
      call.setReadTimeout(ANSWER_MILLIS);
      call.setInstanceFollowRedirects(false);
      call.setRequestProperty("Authorization", "Bearer " + found.token());
      try {
        return call.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        call.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}
