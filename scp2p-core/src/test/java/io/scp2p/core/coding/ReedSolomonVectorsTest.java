package io.scp2p.core.coding;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The published vectors. Rewrite them with {@code -Dscp2p.vectors.update=true}. */
class ReedSolomonVectorsTest {
  private static final Path FILE = Path.of("..", "conformance-vectors", "reed-solomon.json");

  private final CBORObject vectors = CBORObject.FromJSONString(text());

  private static String text() {
    try {
      if (Boolean.getBoolean("scp2p.vectors.update")) {
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, ReedSolomonVectors.json());
      }
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new AssertionError("no vectors", e);
    }
  }

  @Test
  void theFileIsWhatTheReferenceWrites() {
    assertThat(text()).isEqualTo(ReedSolomonVectors.json());
  }

  @Test
  void everyCaseEncodes() {
    assertThat(vectors.get("cases").size()).isGreaterThan(10);
    for (CBORObject c : vectors.get("cases").getValues()) {
      byte[][] data = shards(c.get("data"));
      byte[][] expected = shards(c.get("parity"));
      byte[][] parity = new byte[expected.length][data[0].length];
      ReedSolomon.of(number(c, "k"), number(c, "m")).encode(data, parity);
      assertThat(parity).isDeepEqualTo(expected);
    }
  }

  @Test
  void everyMatrixIsOurs() {
    assertThat(vectors.get("matrices").size()).isPositive();
    for (CBORObject matrix : vectors.get("matrices").getValues()) {
      int[][] expected = new int[matrix.get("rows").size()][];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = numbers(matrix.get("rows").get(i));
      }
      assertThat(CodingMatrix.rows(number(matrix, "k"), number(matrix, "m")))
          .isDeepEqualTo(expected);
    }
  }

  @Test
  void everyLossIsRepaired() throws TooFewShardsException {
    assertThat(vectors.get("reconstruct").size()).isPositive();
    for (CBORObject loss : vectors.get("reconstruct").getValues()) {
      ReedSolomon code = ReedSolomon.of(number(loss, "k"), number(loss, "m"));
      int[] survivors = numbers(loss.get("survivors"));
      int[] lost = numbers(loss.get("lost"));
      byte[][] present = shards(loss.get("survivorShards"));
      byte[][] expected = shards(loss.get("lostShards"));
      ByteBuffer[] all = new ByteBuffer[code.totalShards()];
      BitSet set = new BitSet();
      for (int i = 0; i < survivors.length; i++) {
        all[survivors[i]] = ByteBuffer.wrap(present[i]);
        set.set(survivors[i]);
      }
      for (int i = 0; i < lost.length; i++) {
        all[lost[i]] = ByteBuffer.allocate(present[0].length);
      }
      code.reconstruction(set, Shards.set(lost)).apply(all);
      for (int i = 0; i < lost.length; i++) {
        assertThat(all[lost[i]].array()).isEqualTo(expected[i]);
      }
    }
  }

  private static int number(CBORObject object, String key) {
    return object.get(key).AsInt32();
  }

  private static int[] numbers(CBORObject array) {
    return array.getValues().stream().mapToInt(CBORObject::AsInt32).toArray();
  }

  private static byte[][] shards(CBORObject array) {
    return array.getValues().stream()
        .map(hex -> HexFormat.of().parseHex(hex.AsString()))
        .toArray(byte[][]::new);
  }
}
