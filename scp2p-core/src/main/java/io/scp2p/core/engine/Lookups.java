package io.scp2p.core.engine;

import io.scp2p.api.spi.StoreException;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.wire.message.Response;
import java.util.Optional;

/** Answers requests of peers with what a store has. */
public final class Lookups {
  private static final System.Logger LOG = System.getLogger(Lookups.class.getName());

  private final Offload offload;

  /** Looks on the executor. */
  public Lookups(Offload offload) {
    this.offload = offload;
  }

  /** What a request comes to, or nothing. */
  @FunctionalInterface
  public interface Lookup {
    /** Looks; may block. */
    Optional<? extends Response> find() throws StoreException;
  }

  /** A failing disk is ours to know about; to the peer it is as if nothing were there. */
  @SuppressWarnings("FutureReturnValueIgnored")
  public void answer(Responder to, String notFound, Lookup lookup) {
    offload
        .call(lookup::find)
        .whenComplete(
            (found, failure) -> {
              if (failure != null && !Offload.wasClosed(failure)) {
                LOG.log(System.Logger.Level.WARNING, "a request could not be looked up", failure);
              }
              to.answer(
                  failure == null && found.isPresent()
                      ? new Answer.Success(found.get())
                      : new Answer.Failure(notFound));
            });
  }
}
