package io.scp2p.core.engine.keys;

import io.scp2p.api.error.ErrorCode;
import io.scp2p.api.error.Scp2pException;
import io.scp2p.api.identity.KeyProtection;
import io.scp2p.api.identity.Passphrase;
import io.scp2p.api.spi.Entropy;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.core.crypto.Argon2Cost;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.MalformedSecretException;
import io.scp2p.core.crypto.SealedSecret;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SecretPurpose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The row that holds the wrapped master key: one byte for how, then a {@link SealedSecret}, which
 * records its Argon2id parameters, or a {@link SealedRow} under the key of the {@link KeyFile}.
 */
final class MasterKey {
  static final int KEY_BYTES = 32;
  static final byte[] ROW = "master".getBytes(StandardCharsets.US_ASCII);

  private static final byte UNDER_PASSPHRASE = 1;
  private static final byte UNDER_KEY_FILE = 2;
  private static final byte[] NOTHING = {};

  private MasterKey() {}

  static byte[] underPassphrase(
      SecretBytes master, Passphrase passphrase, Argon2Cost cost, Entropy entropy) {
    try (SecretBytes text = text(passphrase)) {
      return row(
          UNDER_PASSPHRASE,
          SealedSecret.seal(SecretPurpose.MASTER_KEY, master, text, cost, entropy));
    }
  }

  static byte[] underKeyFile(SecretBytes master, SecretBytes fileKey, Entropy entropy) {
    return row(UNDER_KEY_FILE, SealedRow.seal(fileKey, master, entropy, ROW, NOTHING));
  }

  static KeyProtection protection(byte[] row) {
    return switch (row.length == 0 ? 0 : row[0]) {
      case UNDER_PASSPHRASE -> KeyProtection.PASSPHRASE;
      case UNDER_KEY_FILE -> KeyProtection.KEY_FILE;
      default -> throw corrupt("the wrapped master key", null);
    };
  }

  /** Fails with what the host has to ask its user. */
  static SecretBytes open(byte[] row, @Nullable Passphrase passphrase, KeyFile file) {
    byte[] sealed = Arrays.copyOfRange(row, Math.min(1, row.length), row.length);
    return protection(row) == KeyProtection.PASSPHRASE
        ? openWithPassphrase(sealed, passphrase)
        : openWithFile(sealed, passphrase, file);
  }

  private static SecretBytes openWithPassphrase(byte[] sealed, @Nullable Passphrase passphrase) {
    if (passphrase == null) {
      throw new Scp2pException(
          ErrorCode.PASSPHRASE_REQUIRED, "The stored keys are under a passphrase.");
    }
    try (SecretBytes text = text(passphrase)) {
      return SealedSecret.open(SecretPurpose.MASTER_KEY, sealed, text);
    } catch (AuthenticationException wrong) {
      throw new Scp2pException(
          ErrorCode.PASSPHRASE_WRONG, "The passphrase does not open the stored keys.");
    } catch (MalformedSecretException e) {
      throw corrupt("the wrapped master key", e);
    }
  }

  private static SecretBytes openWithFile(
      byte[] sealed, @Nullable Passphrase passphrase, KeyFile file) {
    if (passphrase != null) {
      throw new Scp2pException(
          ErrorCode.INVALID_ARGUMENT,
          "The stored keys are under a key file and not under a passphrase: start without one,"
              + " then call identity().protect(null, passphrase).");
    }
    try (SecretBytes key = file.read()) {
      return SealedRow.open(key, sealed, ROW, NOTHING);
    } catch (AuthenticationException | IllegalArgumentException e) {
      throw corrupt("the key file, or the master key it opens", e);
    }
  }

  static Scp2pException corrupt(String part, @Nullable Exception cause) {
    return new Scp2pException(
        ErrorCode.STORE_CORRUPT, "Stored keys cannot be opened.", Map.of("part", part), cause);
  }

  private static SecretBytes text(Passphrase passphrase) {
    char[] characters = passphrase.reveal(SecretAccess.iWillProtectTheExportedSecret());
    try {
      return SecretBytes.ofUtf8(characters);
    } catch (IllegalArgumentException malformed) {
      throw new Scp2pException(
          ErrorCode.INVALID_ARGUMENT, "The passphrase must be well-formed text.");
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  private static byte[] row(byte how, byte[] sealed) {
    return ByteBuffer.allocate(1 + sealed.length).put(how).put(sealed).array();
  }
}
