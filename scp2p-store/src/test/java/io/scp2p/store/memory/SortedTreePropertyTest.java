package io.scp2p.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class SortedTreePropertyTest {
  @Property(tries = 300)
  void itIsASortedMapAndOldTreesStayAsTheyWere(@ForAll @Size(max = 200) List<Byte> history) {
    TreeMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
    SortedTree tree = SortedTree.EMPTY;
    for (int step = 0; step < history.size(); step++) {
      byte[] key = {(byte) (history.get(step) & 0x3f)};
      List<String> before = entries(tree);
      SortedTree old = tree;
      if (history.get(step) < 0) {
        tree = tree.without(key);
        model.remove(key);
      } else {
        tree = tree.with(key, new byte[] {(byte) step});
        model.put(key, new byte[] {(byte) step});
      }
      assertThat(entries(old)).isEqualTo(before);
    }
    assertThat(entries(tree)).isEqualTo(model.entrySet().stream().map(this::text).toList());
    for (int key = 0; key < 0x40; key++) {
      byte[] bytes = {(byte) key};
      assertThat(tree.get(bytes)).isEqualTo(model.get(bytes));
      assertThat(entries(tree, bytes)).hasSize(model.tailMap(bytes).size());
    }
    assertThat(tree.height()).isLessThanOrEqualTo(highest(model.size()));
  }

  @Example // What random histories do not find: insertion and removal in order.
  void sortedHistoriesKeepItFlat() {
    SortedTree tree = SortedTree.EMPTY;
    for (int i = 0; i < 4_096; i++) {
      tree = tree.with(new byte[] {(byte) (i >> 8), (byte) i}, new byte[0]);
      assertThat(tree.height()).isLessThanOrEqualTo(highest(i + 1));
    }
    for (int i = 0; i < 4_000; i++) {
      tree = tree.without(new byte[] {(byte) (i >> 8), (byte) i});
      assertThat(tree.height()).isLessThanOrEqualTo(highest(4_095 - i));
    }
    assertThat(entries(tree)).hasSize(96);
  }

  /** 1.4405 log2(n + 2): what is proven for such trees. */
  private static int highest(int size) {
    return (int) (1.4405 * Math.log(size + 2) / Math.log(2));
  }

  private List<String> entries(SortedTree tree) {
    return entries(tree, new byte[0]);
  }

  private List<String> entries(SortedTree tree, byte[] from) {
    List<String> entries = new java.util.ArrayList<>();
    SortedTree.Walk walk = tree.from(from);
    for (var entry = walk.next(); entry != null; entry = walk.next()) {
      entries.add(text(entry));
    }
    return entries;
  }

  private String text(Map.Entry<byte[], byte[]> entry) {
    return HexFormat.of().formatHex(entry.getKey()) + HexFormat.of().formatHex(entry.getValue());
  }
}
