package io.scp2p.core.engine.catalog;

import io.scp2p.core.engine.Offload;
import io.scp2p.core.protocol.serving.Answer;
import io.scp2p.core.protocol.serving.RequestService;
import io.scp2p.core.protocol.serving.Requester;
import io.scp2p.core.protocol.serving.Responder;
import io.scp2p.core.wire.WireErrorText;
import io.scp2p.core.wire.message.GetManifest;
import io.scp2p.core.wire.message.ManifestData;

/** Answers GET_MANIFEST out of a catalog alone, for a publisher that is no whole node. */
public final class ManifestService implements RequestService<GetManifest> {
  private final CatalogStore catalog;
  private final Offload offload;

  /** Answers out of the catalog, which is asked away from the loop. */
  public ManifestService(CatalogStore catalog, Offload offload) {
    this.catalog = catalog;
    this.offload = offload;
  }

  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public void serve(GetManifest request, Requester from, Responder to) {
    offload
        .call(() -> catalog.manifest(request.manifestId()))
        .whenComplete(
            (found, failure) ->
                to.answer(
                    failure != null || found.isEmpty()
                        ? new Answer.Failure(WireErrorText.MANIFEST_NOT_FOUND)
                        : new Answer.Success(new ManifestData(request.manifestId(), found.get()))));
  }
}
