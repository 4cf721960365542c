package io.scp2p.core.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.FileId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadCapabilityTest {
  private static final FileId FILE = FileId.of(new byte[FileId.LENGTH]);
  private static final Bytes KEY = Bytes.wrap(new byte[32]);
  private static final VaultLayout LAYOUT = new VaultLayout(20_000, 4, 2, 10);
  private static final String PARTS = "194e20 04 02 0a";

  private static String link(String... hex) {
    byte[] body = HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
    return "scp2p://v/"
        + FILE.hex()
        + "#"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(body);
  }

  private static ReadCapability of(int sources) {
    List<ReadCapability.Source> shards = new ArrayList<>();
    for (int i = 0; i < sources; i++) {
      NodeKey holder = NodeKey.of(new byte[NodeKey.LENGTH]);
      shards.add(new ReadCapability.Source(i, 0, holder, Bytes.wrap(new byte[32])));
    }
    return new ReadCapability(FILE, KEY, LAYOUT, shards);
  }

  @Test
  void aLinkSaysWhatItWasMadeOf() {
    assertThat(ReadCapability.parse(of(2).link())).contains(of(2));
    assertThat(ReadCapability.parse(link("86 5820", KEY.hex(), PARTS, "80"))).contains(of(0));
  }

  @Test
  void aListThatIsTooShortOrTooLongIsNoCapability() {
    // The parts that are missing must not be taken from behind the list.
    for (String length : List.of("80", "81", "83", "85")) {
      assertThat(ReadCapability.parse(link(length, "5820", KEY.hex(), PARTS, "80")))
          .as(length)
          .isEmpty();
    }
    assertThat(ReadCapability.parse(link("87 5820", KEY.hex(), PARTS, "80 00"))).isEmpty();
  }

  @Test
  void moreSourcesThanAFileCanHaveAreRefused() {
    assertThat(ReadCapability.parse(of(96).link())).isPresent();
    assertThat(ReadCapability.parse(of(97).link())).isEmpty();
  }
}
