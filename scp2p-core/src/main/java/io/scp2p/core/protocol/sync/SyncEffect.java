package io.scp2p.core.protocol.sync;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.id.NodeKey;
import java.util.List;

/** What a look for a newer version wants done. Every question is answered under its number. */
public sealed interface SyncEffect {
  /** Ask a peer with FIND_VALUE for the head of the share; check with {@link HeadCheck}. */
  record AskHead(long ask, NodeKey peer) implements SyncEffect {}

  /**
   * Ask a peer with FIND_VALUE for the manifest of a head; check with {@link ManifestCheck#value}.
   */
  record AskValue(long ask, NodeKey peer, VerifiedHead head) implements SyncEffect {}

  /**
   * Ask a peer with GET_MANIFEST for the manifest of a head; check with {@link
   * ManifestCheck#direct}.
   */
  record AskManifest(long ask, NodeKey peer, VerifiedHead head) implements SyncEffect {}

  /**
   * Try to get the catalog of a head, or of a newer one, from those of the peers that speak
   * docs/catalog-protocol.md.
   *
   * @param peers who have shown a head of the share, best first: asking tells the id of the share
   */
  record TryCatalog(VerifiedHead head, List<NodeKey> peers) implements SyncEffect {
    /** Copies the list. */
    public TryCatalog {
      peers = List.copyOf(peers);
    }
  }

  /**
   * See whether the manifest of a head is here already; check with {@link ManifestCheck#cached}.
   */
  record ReadCache(VerifiedHead head) implements SyncEffect {}

  /**
   * A peer offered a version that was refused; it need not have made it.
   *
   * @param seq which one it claims to be, unsigned; 0 if that was not verified
   */
  record Refused(NodeKey peer, ErrorCode what, long seq) implements SyncEffect {}

  /** A peer sent what no honest node sends. */
  record Lied(NodeKey peer, ErrorCode what) implements SyncEffect {}

  /** This look is over; nothing comes after it. */
  record Done(SyncOutcome outcome) implements SyncEffect {}
}
