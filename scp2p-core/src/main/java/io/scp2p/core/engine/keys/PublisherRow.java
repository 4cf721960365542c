package io.scp2p.core.engine.keys;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.id.ShareId;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.identity.PublisherIdentity;
import io.scp2p.api.identity.PublisherIdentity.Use;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The row of a share's or community's key: version, use, public key and label in the clear, then
 * the sealed seed, which authenticates them. Listing the keys opens none of them.
 */
final class PublisherRow {
  static final byte[] PREFIX = "publisher/".getBytes(StandardCharsets.US_ASCII);
  static final int MAX_LABEL_BYTES = 256;

  private static final byte VERSION = 1;
  private static final byte SHARE = 1;
  private static final byte COMMUNITY = 2;

  private final PublisherIdentity identity;
  private final byte[] row;
  private final byte[] clear;
  private final byte[] sealed;

  private PublisherRow(PublisherIdentity identity, byte[] row, byte[] clear, byte[] sealed) {
    this.identity = identity;
    this.row = row;
    this.clear = clear;
    this.sealed = sealed;
  }

  static byte[] key(ShareId id) {
    return ByteBuffer.allocate(PREFIX.length + ShareId.LENGTH).put(PREFIX).put(id.bytes()).array();
  }

  static byte[] seal(
      PublisherIdentity identity, SigningKey key, SecretBytes master, Entropy entropy) {
    byte[] label = identity.label().getBytes(StandardCharsets.UTF_8);
    if (label.length > MAX_LABEL_BYTES) {
      throw new Scp2pException(
          ErrorCode.TOO_LARGE, "A label of a key has at most " + MAX_LABEL_BYTES + " bytes.");
    }
    byte[] clear =
        ByteBuffer.allocate(2 + ShareKey.LENGTH + Short.BYTES + label.length)
            .put(VERSION)
            .put(identity.use() == Use.SHARE ? SHARE : COMMUNITY)
            .put(identity.key().bytes())
            .putShort((short) label.length)
            .put(label)
            .array();
    try (SecretBytes seed = key.seed()) {
      byte[] sealed = SealedRow.seal(master, seed, entropy, key(identity.id()), clear);
      return ByteBuffer.allocate(clear.length + sealed.length).put(clear).put(sealed).array();
    }
  }

  static PublisherRow decode(byte[] row, byte[] value) {
    try {
      ByteBuffer in = ByteBuffer.wrap(value);
      if (in.get() != VERSION) {
        throw damaged(null);
      }
      byte use = in.get();
      byte[] key = new byte[ShareKey.LENGTH];
      in.get(key);
      byte[] label = new byte[Short.toUnsignedInt(in.getShort())];
      in.get(label);
      PublisherIdentity identity =
          new PublisherIdentity(
              new String(label, StandardCharsets.UTF_8),
              ShareKey.of(key),
              use == SHARE ? Use.SHARE : Use.COMMUNITY);
      return new PublisherRow(
          identity,
          row,
          Arrays.copyOf(value, in.position()),
          Arrays.copyOfRange(value, in.position(), value.length));
    } catch (BufferUnderflowException e) {
      throw damaged(e);
    }
  }

  PublisherIdentity identity() {
    return identity;
  }

  /** For the caller to close. */
  SigningKey open(SecretBytes master) {
    try (SecretBytes seed = SealedRow.open(master, sealed, row, clear)) {
      return SigningKey.ofSeed(seed);
    } catch (AuthenticationException | IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  private static Scp2pException damaged(@Nullable Exception cause) {
    return MasterKey.corrupt("the key of a share or community", cause);
  }
}
