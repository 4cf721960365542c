package io.scp2p.api.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FixedBytesTest {
  private static final String PUBLIC_KEY =
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  @Test
  void idsAreDerivedFromKeysAsTheSpecificationSays() {
    assertThat(NodeKey.parse(PUBLIC_KEY).id())
        .isEqualTo(NodeId.parse("21fe31dfa154a261626bf854046fd2271b7bed4b"));
    assertThat(ShareKey.parse(PUBLIC_KEY).id())
        .isEqualTo(
            ShareId.parse("21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9"));
  }

  @Test
  void equalBytesOfDifferentTypesAreDifferentThings() {
    byte[] bytes = new byte[32];
    assertThat(ShareId.of(bytes)).isNotEqualTo(CommunityId.of(bytes));
  }

  @Test
  void theHeldArrayIsNeverShared() {
    byte[] bytes = new byte[32];
    ContentId id = ContentId.of(bytes);
    bytes[0] = 1;
    id.bytes()[1] = 1;
    assertThat(id).isEqualTo(ContentId.of(new byte[32]));
  }

  @Test
  void aWrongLengthIsNamed() {
    assertThatThrownBy(() -> NodeId.of(new byte[32]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("NodeId has 20 bytes, not 32");
  }

  @Property
  void hexRoundTripsAndOrderIsUnsigned(
      @ForAll @Size(20) byte[] first, @ForAll @Size(20) byte[] second) {
    NodeId a = NodeId.of(first);
    NodeId b = NodeId.of(second);
    assertThat(NodeId.parse(a.hex())).isEqualTo(a);
    assertThat(Integer.signum(a.compareTo(b)))
        .isEqualTo(Integer.signum(Arrays.compareUnsigned(first, second)));
  }
}
