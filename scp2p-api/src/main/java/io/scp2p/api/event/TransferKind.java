package io.scp2p.api.event;

/** What a transfer is about. */
public enum TransferKind {
  /** Content of a share, towards this node. */
  DOWNLOAD,
  /** Content of a share, towards a peer. */
  UPLOAD,
  /** A share being hashed and signed. */
  PUBLICATION,
  /** A vault file being put, fetched or repaired. */
  VAULT,
  /** A direct transfer by code. */
  PAIRING
}
