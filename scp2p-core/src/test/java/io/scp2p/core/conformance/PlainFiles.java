package io.scp2p.core.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.upokecenter.cbor.CBORObject;
import io.scp2p.api.spi.SecretAccess;
import io.scp2p.core.coding.ReedSolomon;
import io.scp2p.core.coding.Shards;
import io.scp2p.core.crypto.EncryptedSecret;
import io.scp2p.core.crypto.SealedSecret;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SecretPurpose;
import io.scp2p.core.crypto.blake3.Blake3;
import io.scp2p.core.crypto.blake3.Blake3Hasher;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;

/** The files with formats of their own: BLAKE3, Reed-Solomon and secrets at rest. */
final class PlainFiles {
  /** A check that may throw what its subject throws. */
  @FunctionalInterface
  private interface Check {
    void run(CBORObject testCase) throws Exception;
  }

  private final Consumer<String> ran;

  /** Tells {@code ran} the kind of each case that was run. */
  PlainFiles(Consumer<String> ran) {
    this.ran = ran;
  }

  List<DynamicTest> blake3() {
    CBORObject file = VectorFiles.read("blake3.json");
    byte[] key = file.get("key").AsString().getBytes(StandardCharsets.US_ASCII);
    String context = file.get("context").AsString();
    return tests("blake3", file.get("cases"), c -> blake3(c, key, context));
  }

  List<DynamicTest> reedSolomon() {
    CBORObject file = VectorFiles.read("reed-solomon.json");
    List<DynamicTest> tests = new ArrayList<>();
    tests.addAll(tests("reed-solomon-case", file.get("cases"), PlainFiles::parity));
    tests.addAll(tests("reed-solomon-matrix", file.get("matrices"), PlainFiles::matrix));
    tests.addAll(tests("reed-solomon-repair", file.get("reconstruct"), PlainFiles::reconstruct));
    return tests;
  }

  List<DynamicTest> secrets() {
    CBORObject file = VectorFiles.read("secrets.json");
    List<DynamicTest> tests = new ArrayList<>();
    tests.addAll(
        tests(
            "secret-passphrase",
            file.get("passphrase"),
            c -> expectSecret(c, stored(c).openWithPassphrase(passphrase(c)))));
    tests.addAll(
        tests(
            "secret-node-key",
            file.get("node_key"),
            c ->
                expectSecret(
                    c, stored(c).openWithNodeKey(KeyVectors.signingKey(c.get("node_seed"))))));
    tests.addAll(tests("secret-sealed", file.get("sealed"), PlainFiles::sealed));
    return tests;
  }

  private List<DynamicTest> tests(String kind, CBORObject cases, Check check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      CBORObject testCase = cases.get(i);
      tests.add(
          dynamicTest(
              kind + "/" + i,
              () -> {
                ran.accept(kind);
                check.run(testCase);
              }));
    }
    assertThat(tests).as("cases of %s", kind).isNotEmpty();
    return tests;
  }

  private static void blake3(CBORObject c, byte[] key, String context) {
    byte[] in = new byte[c.get("input_len").AsInt32()];
    for (int i = 0; i < in.length; i++) {
      in[i] = (byte) (i % 251);
    }
    byte[] hash = Json.array(c.get("hash"));
    byte[] keyed = Json.array(c.get("keyed_hash"));
    byte[] derived = Json.array(c.get("derive_key"));
    assertThat(Blake3Hasher.hash().update(in).digest(hash.length)).isEqualTo(hash);
    assertThat(Blake3Hasher.keyedHash(key).update(in).digest(keyed.length)).isEqualTo(keyed);
    assertThat(Blake3.deriveKey(context, in, derived.length)).isEqualTo(derived);
  }

  private static void parity(CBORObject c) {
    byte[][] data = shards(c.get("data"));
    byte[][] parity = new byte[c.get("m").AsInt32()][data[0].length];
    ReedSolomon.of(data.length, parity.length).encode(data, parity);
    assertThat(parity).isDeepEqualTo(shards(c.get("parity")));
  }

  /** Data shards that are the rows of the identity have the coefficients as parity. */
  private static void matrix(CBORObject c) {
    int k = c.get("k").AsInt32();
    byte[][] identity = new byte[k][k];
    for (int i = 0; i < k; i++) {
      identity[i][i] = 1;
    }
    byte[][] parity = new byte[c.get("m").AsInt32()][k];
    ReedSolomon.of(k, parity.length).encode(identity, parity);
    for (int row = 0; row < parity.length; row++) {
      for (int column = 0; column < k; column++) {
        int expected = c.get("rows").get(row).get(column).AsInt32();
        assertThat(parity[row][column] & 0xff).isEqualTo(expected);
      }
    }
  }

  private static void reconstruct(CBORObject c) throws Exception {
    ReedSolomon code = ReedSolomon.of(c.get("k").AsInt32(), c.get("m").AsInt32());
    byte[][] survivors = shards(c.get("survivorShards"));
    byte[][] all = new byte[code.totalShards()][];
    for (int i = 0; i < survivors.length; i++) {
      all[c.get("survivors").get(i).AsInt32()] = survivors[i];
    }
    Shards.recover(code, all);
    byte[][] expected = shards(c.get("lostShards"));
    for (int i = 0; i < expected.length; i++) {
      assertThat(all[c.get("lost").get(i).AsInt32()]).isEqualTo(expected[i]);
    }
  }

  private static byte[][] shards(CBORObject hex) {
    return hex.getValues().stream()
        .map(shard -> HexFormat.of().parseHex(shard.AsString()))
        .toArray(byte[][]::new);
  }

  private static EncryptedSecret stored(CBORObject c) throws Exception {
    return EncryptedSecret.of(
        Json.array(c.get("salt")), Json.array(c.get("nonce")), Json.array(c.get("ciphertext")));
  }

  private static void sealed(CBORObject c) throws Exception {
    String purpose = c.get("purpose").AsString().toUpperCase(Locale.ROOT).replace('-', '_');
    expectSecret(
        c,
        SealedSecret.open(
            SecretPurpose.valueOf(purpose), Json.array(c.get("sealed")), passphrase(c)));
  }

  private static SecretBytes passphrase(CBORObject c) {
    return SecretBytes.ofUtf8(c.get("passphrase").AsString().toCharArray());
  }

  private static void expectSecret(CBORObject c, SecretBytes opened) {
    assertThat(opened.export(SecretAccess.iWillProtectTheExportedSecret()))
        .isEqualTo(Json.array(c.get("secret")));
  }
}
