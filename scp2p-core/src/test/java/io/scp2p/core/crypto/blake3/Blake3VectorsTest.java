package io.scp2p.core.crypto.blake3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The official test vectors, on either core and in pieces of any size. */
class Blake3VectorsTest {
  private static final Path VECTORS = Path.of("..", "conformance-vectors", "blake3.json");
  private static final int CASES = 35;

  private final CBORObject file = read();
  private final byte[] key = file.get("key").AsString().getBytes(StandardCharsets.US_ASCII);
  private final String context = file.get("context").AsString();

  @TestFactory
  List<DynamicTest> everyModeGivesTheOfficialExtendedOutput() {
    List<DynamicTest> tests = new ArrayList<>();
    for (CBORObject vector : file.get("cases").getValues()) {
      byte[] in = input(vector.get("input_len").AsInt32());
      tests.add(dynamicTest(in.length + " bytes", () -> everyMode(in, vector)));
    }
    return tests;
  }

  private void everyMode(byte[] in, CBORObject vector) {
    for (boolean lanes : new boolean[] {false, true}) {
      GroupHasher core = Cores.of(lanes);
      check(core, HashMode.HASH, in, vector, "hash");
      check(core, HashMode.keyed(key), in, vector, "keyed_hash");
      check(core, HashMode.deriveKey(context), in, vector, "derive_key");
    }
  }

  @Test
  void allLengthsAreThere() {
    assertThat(file.get("cases").size()).isEqualTo(CASES);
  }

  @Test
  void oneShotsGiveTheOfficialOutput() {
    for (CBORObject vector : file.get("cases").getValues()) {
      byte[] in = input(vector.get("input_len").AsInt32());
      byte[] hash = expected(vector, "hash", 32);
      assertThat(Blake3.hash(in)).isEqualTo(hash);
      assertThat(Blake3.hash(in, 0, in.length)).isEqualTo(hash);
      assertThat(Blake3.chunkHash(in, 0, in.length)).isEqualTo(hash);
      assertThat(Blake3.keyedHash(key, in)).isEqualTo(expected(vector, "keyed_hash", 32));
      assertThat(Blake3.deriveKey(context, in)).isEqualTo(expected(vector, "derive_key", 32));
      assertThat(Blake3.deriveKey(context, in, 100)).isEqualTo(expected(vector, "derive_key", 100));
      assertThat(Blake3Hasher.hash().update(in).digest()).isEqualTo(hash);
      assertThat(Blake3Hasher.keyedHash(key).update(in).digest(131))
          .isEqualTo(expected(vector, "keyed_hash", 131));
      assertThat(Blake3Hasher.deriveKey(context).update(in).digest())
          .isEqualTo(expected(vector, "derive_key", 32));
    }
  }

  @Test
  void contextsOfTheSpecificationGiveItsVector() {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) 0x42);
    assertThat(Blake3.deriveKey("scp2p publisher-identity v1", seed))
        .asHexString()
        .isEqualToIgnoringCase("2b25d0ac04cba395d720c51caee5f2f40df958b54db6b5e808060d40ae8dd6c5");
  }

  private static void check(
      GroupHasher core, HashMode mode, byte[] in, CBORObject vector, String name) {
    byte[] official = HexFormat.of().parseHex(vector.get(name).AsString());
    assertThat(official).hasSize(131);
    SplittableRandom random = new SplittableRandom(in.length);
    Blake3Hasher hasher = new Blake3Hasher(core, mode);
    for (int splits = 0; splits < 4; splits++) {
      hasher.reset();
      for (int at = 0; at < in.length; ) {
        int piece = Math.min(in.length - at, random.nextInt(splits == 0 ? 1 << 20 : 5_000));
        if (random.nextBoolean()) {
          hasher.update(in, at, piece);
        } else {
          hasher.update(ByteBuffer.allocateDirect(piece).put(in, at, piece).flip());
        }
        at += piece;
      }
      for (int length : new int[] {0, 1, 31, 32, 33, 64, 65, 131}) {
        assertThat(hasher.digest(length))
            .as("%s by %s", name, core.getClass().getSimpleName())
            .isEqualTo(Arrays.copyOf(official, length));
      }
    }
  }

  private static byte[] expected(CBORObject vector, String name, int bytes) {
    return Arrays.copyOf(HexFormat.of().parseHex(vector.get(name).AsString()), bytes);
  }

  private static byte[] input(int length) {
    byte[] in = new byte[length];
    for (int i = 0; i < length; i++) {
      in[i] = (byte) (i % 251);
    }
    return in;
  }

  private static CBORObject read() {
    try {
      return CBORObject.FromJSONString(Files.readString(VECTORS));
    } catch (IOException e) {
      throw new AssertionError("run with the module as working directory", e);
    }
  }
}
