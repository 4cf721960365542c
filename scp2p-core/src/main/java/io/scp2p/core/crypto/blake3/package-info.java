/**
 * BLAKE3 in plain Java: hash, keyed hash, key derivation, and every chunk's hash together with the
 * content hash in one pass (specification sections 1.1 to 1.3).
 *
 * <p><b>Words.</b> BLAKE3's own papers call 1,024 bytes a chunk. Here that is a <i>leaf</i>,
 * because a <i>chunk</i> is what the specification calls one: 262,144 bytes, hashed on its own. 256
 * leaves make a <i>group</i>, which is exactly a chunk. A <i>node</i> is a vertex of the hash tree
 * whose last compression is still open, since only the root is compressed with the root flag.
 *
 * <p><b>Two cores, one result.</b> {@code ScalarSubtree} is fast from the first call. {@code
 * LaneSubtree} hashes 256 leaves side by side in loops that C2 turns into vector code, six to ten
 * times faster, but only after some seconds of compilation. {@code LaneGate} therefore starts a
 * daemon thread once a process has hashed a substantial amount; it warms the lanes up, compares
 * them with the scalar core in result and in speed, and only then lets callers through. Where C2
 * does not vectorise them the gate stays closed and nothing else changes.
 *
 * <p>Start reading at {@link io.scp2p.core.crypto.blake3.Blake3}, then {@code GroupHasher}.
 */
@NullMarked
package io.scp2p.core.crypto.blake3;

import org.jspecify.annotations.NullMarked;
