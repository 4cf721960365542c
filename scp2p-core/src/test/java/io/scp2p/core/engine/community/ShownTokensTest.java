package io.scp2p.core.engine.community;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.NodeKey;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ShownTokensTest {
  private static final CommunityId COMMUNITY = CommunityId.of(new byte[CommunityId.LENGTH]);

  private final ShownTokens tokens = new ShownTokens();

  private static NodeKey key(int number) {
    return NodeKey.of(ByteBuffer.allocate(NodeKey.LENGTH).putInt(number).array());
  }

  @Test
  void aTokenCountsUntilItEndsAndNoLonger() {
    tokens.shown(COMMUNITY, key(1), 100);
    assertThat(tokens.has(COMMUNITY, key(1), 100)).isTrue();
    assertThat(tokens.has(COMMUNITY, key(1), 101)).isFalse();
    assertThat(tokens.has(COMMUNITY, key(2), 100)).isFalse();
    tokens.forget(COMMUNITY);
    assertThat(tokens.has(COMMUNITY, key(1), 100)).isFalse();
  }

  @Test
  void whoWasHereLongestAgoIsForgottenWhenTheyAreTooMany() {
    for (int i = 0; i < ShownTokens.MAX_REMEMBERED; i++) {
      tokens.shown(COMMUNITY, key(i), 100);
    }
    assertThat(tokens.has(COMMUNITY, key(0), 50)).isTrue(); // Here again.
    tokens.shown(COMMUNITY, key(-1), 100);

    assertThat(tokens.has(COMMUNITY, key(0), 50)).isTrue();
    assertThat(tokens.has(COMMUNITY, key(1), 50)).isFalse();
    assertThat(tokens.has(COMMUNITY, key(-1), 50)).isTrue();
  }
}
