package io.scp2p.core.wire.cbor;

/** How identifiers of fixed size are written in text-keyed records. */
public enum IdForm {
  /**
   * An array with one integer per byte: the reference's own form, and the only one that may be
   * signed or hashed.
   */
  REFERENCE,
  /**
   * A byte string: understood by the reference in unsigned transport positions and about 45 %
   * smaller on hash-heavy payloads (specification section 2.4, consequence 2).
   */
  COMPACT
}
