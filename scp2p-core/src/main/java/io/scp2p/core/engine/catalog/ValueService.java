package io.scp2p.core.engine.catalog;

import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.dht.DhtLifetime;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.RequestService;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.message.FindValue;
import io.scp2p.core.wire.message.FindValueResult;
import io.scp2p.core.wire.record.DhtEntry;
import java.util.List;
import java.util.Optional;

/**
 * Answers FIND_VALUE out of a {@link ValueSource} (specification section 8.4): heads and manifests
 * of what this node follows and publishes, each verified when it came.
 */
public final class ValueService implements RequestService<FindValue> {
  private final ValueSource source;
  private final Offload offload;

  /** Answers out of {@code source}, which is asked away from the loop. */
  public ValueService(ValueSource source, Offload offload) {
    this.source = source;
    this.offload = offload;
  }

  // A store that fails is our trouble: towards the peer the value is not here.
  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void serve(FindValue request, Requester from, Responder to) {
    offload
        .call(() -> source.value(request.key()))
        .whenComplete(
            (found, failure) ->
                to.answer(
                    new Answer.Success(
                        result(request, failure == null ? found : Optional.empty()))));
  }

  private static FindValueResult result(FindValue request, Optional<Bytes> found) {
    DhtEntry entry =
        found.isEmpty() ? null : new DhtEntry(request.key(), found.get(), DhtLifetime.MIN_SECONDS);
    return new FindValueResult(entry, List.of());
  }
}
