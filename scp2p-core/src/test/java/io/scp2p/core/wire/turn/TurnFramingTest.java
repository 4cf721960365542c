package io.scp2p.core.wire.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.stun.StunClass;
import io.scp2p.core.wire.stun.StunMethod;
import io.scp2p.core.wire.stun.StunWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnFramingTest {
  private static final Bytes STUN =
      new StunWriter(StunClass.REQUEST, StunMethod.REFRESH, Bytes.wrap(new byte[12])).encode();

  @Test
  void channelDataIsThatOfRfc8656() throws WireException {
    ChannelData data = new ChannelData(0x4001, Bytes.parse("aabbccddee"));

    assertThat(data.encode(false).hex()).isEqualTo("40010005aabbccddee");
    assertThat(data.encode(true).hex()).isEqualTo("40010005aabbccddee000000");
    assertThat(ChannelData.decode(data.encode(true))).isEqualTo(data);
    assertThat(ChannelData.decode(data.encode(false))).isEqualTo(data);
    assertThat(ChannelData.looksLike(STUN)).isFalse();
  }

  @Test
  void channelDataThatIsNoneIsRefused() {
    for (String hex : new String[] {"", "4001", "40010005aabb", "50010000", "00010000"}) {
      assertThatThrownBy(() -> ChannelData.decode(Bytes.parse(hex)))
          .as(hex)
          .isInstanceOf(WireException.class);
    }
  }

  /** However the bytes come: one by one, or all at once. */
  @Test
  void aStreamIsCutWhereItsMessagesEnd() throws WireException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    List<Bytes> expected = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Bytes next =
          i % 3 == 0
              ? STUN
              : new ChannelData(0x4000 + i, Bytes.wrap(new byte[i * 97])).encode(true);
      expected.add(next);
      all.writeBytes(next.toArray());
    }
    for (int step : new int[] {1, 3, 1_000, all.size()}) {
      TurnStream stream = new TurnStream();
      List<Bytes> cut = new ArrayList<>();
      for (int at = 0; at < all.size(); at += step) {
        int count = Math.min(step, all.size() - at);
        cut.addAll(stream.accept(Bytes.wrap(all.toByteArray(), at, count)));
      }
      assertThat(cut).as("in steps of " + step).isEqualTo(expected);
    }
  }

  @Test
  void theLongestMessagesPass() throws WireException {
    Bytes longest = new ChannelData(0x4000, Bytes.wrap(new byte[65_535])).encode(true);
    TurnStream stream = new TurnStream();

    assertThat(stream.accept(longest)).containsExactly(longest);
    assertThat(stream.accept(STUN)).containsExactly(STUN);
  }

  @Test
  void whatIsNeitherEndsTheStream() {
    assertThatThrownBy(() -> new TurnStream().accept(Bytes.parse("80010000")))
        .isInstanceOf(WireException.class);
  }
}
