package io.scp2p.core.wire.cbor;

import io.scp2p.core.wire.Bytes;

/** Something that has one CBOR item as its wire form. */
public interface Encodable {
  /** Room for most records, so that their buffer need not grow. */
  int DEFAULT_SIZE_HINT_BYTES = 512;

  /** Appends the item. */
  void write(CborWriter out);

  /** About how many bytes {@link #write} appends; too little only costs a copy. */
  default int sizeHintBytes() {
    return DEFAULT_SIZE_HINT_BYTES;
  }

  /** The item in the reference's form. */
  default Bytes encoded() {
    return encoded(IdForm.REFERENCE);
  }

  /** The item with identifiers in the given form. */
  default Bytes encoded(IdForm form) {
    CborWriter out = new CborWriter(form, sizeHintBytes());
    write(out);
    return out.toBytes();
  }
}
