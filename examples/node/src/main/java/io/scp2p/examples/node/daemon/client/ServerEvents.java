package io.scp2p.examples.node.daemon.client;

import io.scp2p.examples.node.daemon.json.Json;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events as they arrive. A step blocks until there is one; the end of the stream is the
 * end of the answer. For one thread at a time; closing it from another ends the wait.
 */
public final class ServerEvents implements Iterator<ServerEvents.Event>, AutoCloseable {
  /** One event is a record of the API; more is not from this daemon. */
  private static final int MAX_DATA = 4 << 20;

  private final Stream<String> source;
  private final Iterator<String> lines;
  private @Nullable Event next;

  ServerEvents(Stream<String> source) {
    this.source = source;
    this.lines = source.iterator();
  }

  /**
   * One event.
   *
   * @param id to resume after, or null
   * @param name its type
   * @param data its record
   */
  public record Event(@Nullable String id, String name, Json data) {}

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = read();
    }
    return next != null;
  }

  @Override
  public Event next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the stream has ended");
    }
    Event event = Objects.requireNonNull(next);
    next = null;
    return event;
  }

  private @Nullable Event read() {
    String id = null;
    String name = "message";
    StringBuilder data = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.isEmpty()) {
        if (data.length() > 0) {
          return new Event(id, name, Json.read(data.toString()));
        }
        continue;
      }
      int colon = line.indexOf(':');
      String field = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1).stripLeading();
      switch (field) {
        case "id" -> id = value;
        case "event" -> name = value;
        case "data" -> append(data, value);
        default -> {
          // A comment, or something a later version has added.
        }
      }
    }
    return null;
  }

  private static void append(StringBuilder data, String value) {
    if (data.length() + value.length() > MAX_DATA) {
      throw new IllegalStateException("an event is larger than " + MAX_DATA);
    }
    data.append(value);
  }

  @Override
  public void close() {
    source.close();
  }
}
