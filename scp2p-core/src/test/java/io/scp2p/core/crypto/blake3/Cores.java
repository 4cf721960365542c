package io.scp2p.core.crypto.blake3;

/** Group hashers that are made to use one core, whatever the machine and however warm. */
final class Cores {
  static final GroupHasher SCALAR = new GroupHasher(bytes -> false, new LanePool(1));
  static final GroupHasher LANES = new GroupHasher(bytes -> true, new LanePool(1));

  private Cores() {}

  static GroupHasher of(boolean lanes) {
    return lanes ? LANES : SCALAR;
  }
}
