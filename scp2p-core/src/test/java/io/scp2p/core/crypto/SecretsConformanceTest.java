package io.scp2p.core.crypto;

import static io.scp2p.core.crypto.Bytes.hex;
import static io.scp2p.core.crypto.Bytes.key;
import static io.scp2p.core.crypto.Bytes.secret;
import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.spi.Entropy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads {@code conformance-vectors/secrets.json}: each case is opened, and made again. */
class SecretsConformanceTest {
  private static CBORObject vectors = CBORObject.NewMap();

  @BeforeAll
  static void read() throws IOException {
    Path path = Path.of("conformance-vectors", "secrets.json");
    Path fromModule = Path.of("..").resolve(path);
    vectors = CBORObject.FromJSONString(Files.readString(Files.exists(path) ? path : fromModule));
  }

  private static byte[] bytes(CBORObject vector, String name) {
    return hex(vector.get(name).AsString());
  }

  private static SecretBytes passphrase(CBORObject vector) {
    return SecretBytes.ofUtf8(vector.get("passphrase").AsString().toCharArray());
  }

  /** Hands out the vector's salt and nonce in turn. */
  private static Entropy replaying(byte[]... chunks) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(chunks).mapToInt(c -> c.length).sum());
    for (byte[] chunk : chunks) {
      all.put(chunk);
    }
    all.flip();
    return all::get;
  }

  private static EncryptedSecret stored(CBORObject vector) throws MalformedSecretException {
    return EncryptedSecret.of(
        bytes(vector, "salt"), bytes(vector, "nonce"), bytes(vector, "ciphertext"));
  }

  @Test
  void passphraseVariantOfSection183() throws Exception {
    assertThat(vectors.get("passphrase").size()).isEqualTo(2);
    for (CBORObject vector : vectors.get("passphrase").getValues()) {
      EncryptedSecret stored = stored(vector);
      assertThat(stored.openWithPassphrase(passphrase(vector)).copy())
          .isEqualTo(bytes(vector, "secret"));
      EncryptedSecret made =
          EncryptedSecret.underPassphrase(
              secret(bytes(vector, "secret")),
              passphrase(vector),
              replaying(bytes(vector, "salt"), bytes(vector, "nonce")));
      assertThat(made.ciphertext()).isEqualTo(stored.ciphertext());
      assertThat(made.salt()).isEqualTo(stored.salt());
      assertThat(made.nonce()).isEqualTo(stored.nonce());
    }
  }

  @Test
  void nodeKeyVariantOfSection183() throws Exception {
    assertThat(vectors.get("node_key").size()).isEqualTo(2);
    for (CBORObject vector : vectors.get("node_key").getValues()) {
      EncryptedSecret stored = stored(vector);
      SigningKey node = key(bytes(vector, "node_seed"));
      assertThat(stored.openWithNodeKey(node).copy()).isEqualTo(bytes(vector, "secret"));
      EncryptedSecret made =
          EncryptedSecret.underNodeKey(
              secret(bytes(vector, "secret")), node, replaying(bytes(vector, "nonce")));
      assertThat(made.ciphertext()).isEqualTo(stored.ciphertext());
      assertThat(made.salt()).isEqualTo(stored.salt());
    }
  }

  @Test
  void sealedSecretsOfOurOwnFormat() throws Exception {
    assertThat(vectors.get("sealed").size()).isEqualTo(SecretPurpose.values().length);
    for (CBORObject vector : vectors.get("sealed").getValues()) {
      String label = vector.get("purpose").AsString();
      SecretPurpose purpose =
          SecretPurpose.valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
      byte[] sealed = bytes(vector, "sealed");
      assertThat(SealedSecret.open(purpose, sealed, passphrase(vector)).copy())
          .isEqualTo(bytes(vector, "secret"));
      Argon2Cost cost =
          new Argon2Cost(
              vector.get("memory_kibibytes").AsInt32Value(),
              vector.get("passes").AsInt32Value(),
              vector.get("lanes").AsInt32Value());
      Entropy entropy = replaying(bytes(vector, "salt"), bytes(vector, "nonce"));
      SecretBytes plain = secret(bytes(vector, "secret"));
      assertThat(
              cost.equals(Argon2Cost.DEFAULT)
                  ? SealedSecret.seal(purpose, plain, passphrase(vector), entropy)
                  : SealedSecret.seal(purpose, plain, passphrase(vector), cost, entropy))
          .isEqualTo(sealed);
    }
  }
}
