package io.scp2p.core.protocol.serving;

import io.scp2p.core.wire.message.Request;
import java.util.HashMap;
import java.util.Map;

/**
 * Which part of the node answers which kind of request. What nobody is registered for gets {@link
 * DefaultAnswers}. Immutable, so that a node cannot change what it is while it serves.
 */
public final class ServiceRegistry {
  private final Map<Class<?>, RequestService<Request>> services;

  private ServiceRegistry(Map<Class<?>, RequestService<Request>> services) {
    this.services = Map.copyOf(services);
  }

  /** Nothing is registered yet. */
  public static Builder builder() {
    return new Builder();
  }

  /** Hands the request to the part that answers it; {@code to} gets exactly one answer. */
  public void serve(Request request, Requester from, Responder to) {
    Responder once = new SingleAnswer(request, to);
    RequestService<Request> service = services.get(request.getClass());
    if (service == null) {
      once.answer(request.dispatch(DefaultAnswers.INSTANCE));
    } else {
      service.serve(request, from, once);
    }
  }

  /** Collects the parts of a node. */
  public static final class Builder {
    private final Map<Class<?>, RequestService<Request>> services = new HashMap<>();

    private Builder() {}

    /**
     * Has a part answer one kind of request.
     *
     * @throws IllegalArgumentException if another part does already
     */
    public <Q extends Request> Builder serve(Class<Q> kind, RequestService<? super Q> service) {
      RequestService<Request> checked =
          (request, from, to) -> service.serve(kind.cast(request), from, to);
      if (services.putIfAbsent(kind, checked) != null) {
        throw new IllegalArgumentException(kind.getSimpleName() + " is served already");
      }
      return this;
    }

    /** The parts so far. */
    public ServiceRegistry build() {
      return new ServiceRegistry(services);
    }
  }
}
