package io.scp2p.examples.node.daemon.http;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One thing the interface can do. The document is made of these, so a route that is not in it does
 * not exist.
 *
 * @param method such as {@code GET}
 * @param pattern the whole address; <code>{name}</code> is one part, <code>{name*}</code> the rest
 * @param summary what it does
 * @param open whether it needs no token
 * @param query parameters it knows
 * @param takes members of its body, or null if it takes none
 * @param gives what it answers
 * @param handler does it; an empty answer is sent without body
 */
public record Route(
    String method,
    String pattern,
    String summary,
    boolean open,
    List<Parameter> query,
    @Nullable Fields takes,
    Gives gives,
    Function<Call, Mono<?>> handler) {
  static final String AFTER = "after";
  static final String LIMIT = "limit";

  /**
   * A parameter.
   *
   * @param name as written
   * @param repeatable whether it may be given several times
   * @param about for people
   */
  public record Parameter(String name, boolean repeatable, String about) {}

  /**
   * What a route answers.
   *
   * @param status if all is well
   * @param form one value, a list of it, bytes, events or nothing
   * @param type of the value; {@code Void} if there is none
   */
  public record Gives(int status, Form form, Class<?> type) {}

  /** In which form. */
  public enum Form {
    /** One object. */
    VALUE,
    /** A page of a list. */
    LIST,
    /** Server-sent events. */
    EVENTS,
    /** Any other content. */
    BYTES,
    /** Nothing. */
    NOTHING
  }

  /** Takes a copy. */
  public Route {
    query = List.copyOf(query);
  }
}
