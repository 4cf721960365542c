package io.scp2p.core.protocol.community;

import io.scp2p.core.protocol.session.Peer;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.message.MessageCodec;

/** The messages of docs/community-protocol.md, and with whom they are spoken. */
public final class CommunityMessages {
  /** Name of the feature in the hello (extension X1). */
  public static final String FEATURE = "community-pages";

  /** The one version of the feature. */
  public static final int VERSION = 1;

  // Error texts. They are ours; a client acts on the first two.
  /** The node has not joined the community, or does not keep records of it. */
  public static final String NOT_KEPT_TEXT = "community records are not kept here";

  /** The cursor is not one that this node gave out for this question. */
  public static final String CURSOR_TEXT = "community cursor is invalid";

  /** Too many questions. */
  public static final String RATE_TEXT = "community rate limit exceeded";

  private CommunityMessages() {}

  /** A codec that knows them, too. */
  public static MessageCodec addTo(MessageCodec codec) {
    MessageCodec extended =
        codec
            .withRequest(Announce.TYPE, payload -> CborReader.decode(payload, Announce::read))
            .withResponse(Announce.TYPE, payload -> CborReader.decode(payload, Announced::read));
    for (PageRequest.Kind kind : PageRequest.Kind.values()) {
      extended =
          extended
              .withRequest(
                  kind.number(),
                  payload -> CborReader.decode(payload, in -> PageRequest.read(kind, in)))
              .withResponse(
                  kind.number(),
                  payload -> CborReader.decode(payload, in -> RecordPage.read(kind, in)));
    }
    return extended;
  }

  /** Whether a peer agreed to speak them. */
  public static boolean agreedWith(Peer peer) {
    return peer.extensions().map(agreed -> agreed.has(FEATURE)).orElse(false);
  }
}
