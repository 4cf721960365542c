package io.scp2p.core.engine.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.spi.StoreException;
import io.scp2p.core.content.HashPageLayout;
import io.scp2p.core.wire.Bytes;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** What is kept of the trees above long lists of hashes. */
class PageVerticesTest {
  private static final HashPageLayout FOUR_PAGES = new HashPageLayout(4L * 8_192);

  private final PageVertices vertices = new PageVertices(10);
  private int walked;

  private void ask(int content) throws StoreException {
    ContentId id = ContentId.of(ByteBuffer.allocate(32).putInt(content).array());
    Bytes values =
        vertices.of(
            id,
            FOUR_PAGES,
            page -> {
              walked++;
              return Bytes.wrap(new byte[FOUR_PAGES.count(page) * 32]);
            });
    assertThat(values.size()).isEqualTo(4 * 32);
  }

  @Test
  void theListOfAContentIsWalkedOnce() throws Exception {
    ask(1);
    ask(1);
    assertThat(walked).isEqualTo(4);
  }

  @Test
  void howManyAreKeptIsBounded() throws Exception {
    for (int content = 0; content < 50; content++) {
      ask(content);
      assertThat(vertices.kept()).isLessThanOrEqualTo(10);
    }
    walked = 0;
    ask(49);
    ask(48);
    assertThat(walked).as("those asked for last").isZero();
    ask(47);
    assertThat(walked).isEqualTo(4);
  }

  @Test
  void whatIsLargerThanTheBoundIsNotKeptAndDrivesNobodyOut() throws Exception {
    ask(1);
    HashPageLayout eleven = new HashPageLayout(11L * 8_192);
    ContentId large = ContentId.of(new byte[32]);
    Bytes values = vertices.of(large, eleven, page -> Bytes.wrap(new byte[32]));
    assertThat(values.size()).isEqualTo(11 * 32);
    assertThat(vertices.kept()).isEqualTo(4);
    walked = 0;
    ask(1);
    assertThat(walked).isZero();
  }
}
