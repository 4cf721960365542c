package io.scp2p.core.protocol.community;

import io.scp2p.core.crypto.ConstantTime;
import io.scp2p.core.crypto.HmacSha256;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cursors that only this node can make, each for one question (docs/community-protocol.md, section
 * K4): a version byte, the place, and half an HMAC-SHA-256 over both and what was asked. A changed
 * one is refused before anything is looked up.
 */
public final class CursorSeal {
  private static final byte VERSION = 1;
  private static final int MAC_BYTES = 16;

  private final SecretBytes key;

  /** Seals with a secret of this node. */
  public CursorSeal(SecretBytes key) {
    this.key = key;
  }

  /**
   * A cursor to a place, for who asks the same again.
   *
   * @param insider whether the asker sees what is for members only; once he does, he has to begin
   *     again, or would miss what was kept from him
   */
  public Bytes seal(PageRequest question, boolean insider, byte[] place) {
    byte[] mac = mac(question, insider, place);
    return Bytes.wrap(
        ByteBuffer.allocate(1 + place.length + MAC_BYTES)
            .put(VERSION)
            .put(place)
            .put(mac, 0, MAC_BYTES)
            .array());
  }

  /** The place of a cursor; empty if it is not one of this node for this question. */
  public Optional<byte[]> open(PageRequest question, boolean insider, Bytes cursor) {
    byte[] all = cursor.toArray();
    if (all.length < 1 + MAC_BYTES
        || all.length > RecordLimits.MAX_CURSOR_BYTES
        || all[0] != VERSION) {
      return Optional.empty();
    }
    byte[] place = Arrays.copyOfRange(all, 1, all.length - MAC_BYTES);
    byte[] mac = Arrays.copyOf(mac(question, insider, place), MAC_BYTES);
    byte[] given = Arrays.copyOfRange(all, all.length - MAC_BYTES, all.length);
    return ConstantTime.equal(mac, given) ? Optional.of(place) : Optional.empty();
  }

  private byte[] mac(PageRequest question, boolean insider, byte[] place) {
    String query = question.query() == null ? "" : question.query();
    byte[] words = query.getBytes(StandardCharsets.UTF_8);
    Long since = question.sinceUnix();
    byte[] head =
        ByteBuffer.allocate(3 + Integer.BYTES + Long.BYTES)
            .put(VERSION)
            .put((byte) question.kind().ordinal())
            .put((byte) (insider ? 1 : 0))
            .putInt(words.length)
            .putLong(since == null ? 0 : since)
            .array();
    return HmacSha256.mac(key, head, question.community().bytes(), words, place);
  }
}
