package io.scp2p.examples.node.daemon.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Collects routes: {@code routes.get("/peers", "…").list(Peer.class).to(call -> …)}. */
public final class Routes {
  /** Where the interface begins. */
  public static final String BASE = "/api/v1";

  private final List<Route> all = new ArrayList<>();

  /** Everything registered so far. */
  public List<Route> all() {
    return List.copyOf(all);
  }

  /** A route that reads. */
  public Draft get(String pattern, String summary) {
    return new Draft("GET", BASE + pattern, summary);
  }

  /** A route that makes or does something. */
  public Draft post(String pattern, String summary) {
    return new Draft("POST", BASE + pattern, summary);
  }

  /** A route that sets something. */
  public Draft put(String pattern, String summary) {
    return new Draft("PUT", BASE + pattern, summary);
  }

  /** A route that changes something. */
  public Draft patch(String pattern, String summary) {
    return new Draft("PATCH", BASE + pattern, summary);
  }

  /** A route that removes something. */
  public Draft delete(String pattern, String summary) {
    return new Draft("DELETE", BASE + pattern, summary);
  }

  /** A route outside the base. */
  public Draft outside(String method, String pattern, String summary) {
    return new Draft(method, pattern, summary);
  }

  /** A route that is being described. */
  public final class Draft {
    private final String method;
    private final String pattern;
    private final String summary;
    private final List<Route.Parameter> query = new ArrayList<>();
    private boolean open;
    private @Nullable Fields takes;
    private Route.Gives gives = new Route.Gives(204, Route.Form.NOTHING, Void.class);

    private Draft(String method, String pattern, String summary) {
      this.method = method;
      this.pattern = pattern;
      this.summary = summary;
    }

    /** Needs no token. */
    public Draft open() {
      open = true;
      return this;
    }

    /** Knows a parameter. */
    public Draft query(String name, String about) {
      query.add(new Route.Parameter(name, false, about));
      return this;
    }

    /** Knows a parameter that may be given several times. */
    public Draft queries(String name, String about) {
      query.add(new Route.Parameter(name, true, about));
      return this;
    }

    /** Takes a body. */
    public Draft takes(Fields fields) {
      takes = fields;
      return this;
    }

    /** Answers with one object. */
    public Draft gives(Class<?> type) {
      return gives(200, type);
    }

    /** Answers with one object and a status of its own. */
    public Draft gives(int status, Class<?> type) {
      gives = new Route.Gives(status, Route.Form.VALUE, type);
      return this;
    }

    /** Answers with a page of a list, and knows its parameters. */
    public Draft list(Class<?> type) {
      query(Route.AFTER, "the next of the page before");
      query(Route.LIMIT, "how many, 1 to 1000 (default 100)");
      return listed(type);
    }

    /** Answers with a list that has no pages, or parameters of its own. */
    public Draft listed(Class<?> type) {
      gives = new Route.Gives(200, Route.Form.LIST, type);
      return this;
    }

    /** Answers with a stream. */
    public Draft streams(Route.Form form) {
      gives = new Route.Gives(200, form, Void.class);
      return this;
    }

    /** Ends the description. */
    public void to(Function<Call, Mono<?>> handler) {
      all.add(new Route(method, pattern, summary, open, query, takes, gives, handler));
    }
  }
}
