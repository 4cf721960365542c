package io.scp2p.core.wire.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborReader;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.record.DhtEntry;
import io.scp2p.core.wire.record.DhtKey;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.ProviderEntry;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DhtPutTest {
  private final ProviderEntry provider =
      new ProviderEntry(
          new PeerAddress(
              IpAddress.of((byte) 20, (byte) 1, (byte) 2, (byte) 3),
              7_001,
              PeerTransport.TCP,
              NodeKey.of(new byte[NodeKey.LENGTH]),
              null),
          new ProviderEntry.Proof(1, 2, Bytes.wrap(new byte[64])));

  @Test
  void aBatchComesBackAsItWas() throws Exception {
    DhtPut put =
        new DhtPut(
            List.of(new DhtEntry(DhtKey.of(new byte[32]), Bytes.wrap(new byte[] {1}), 60)),
            provider,
            List.of(ContentId.of(new byte[32])),
            86_400);
    assertThat(CborReader.decode(put.encoded(), DhtPut::read)).isEqualTo(put);
    DhtPut less = new DhtPut(List.of(), null, List.of(), 0);
    assertThat(CborReader.decode(less.encoded(), DhtPut::read)).isEqualTo(less);
    DhtPutResult result = new DhtPutResult(7);
    assertThat(CborReader.decode(result.encoded(), DhtPutResult::read)).isEqualTo(result);
  }

  @Test
  void aContentCostsThirtyFourBytes() {
    List<ContentId> contents = Collections.nCopies(1_000, ContentId.of(new byte[32]));
    int none = new DhtPut(List.of(), provider, List.of(), 0).encoded().size();
    int all = new DhtPut(List.of(), provider, contents, 0).encoded().size();
    assertThat(all - none).isLessThanOrEqualTo(34 * 1_000 + 8);
  }

  @Test
  void tooManyAreRefusedBeforeTheyAreRead() {
    CborWriter out = new CborWriter();
    out.map(1);
    out.key("contents");
    out.array(DhtPut.MAX_CONTENTS + 1);
    for (int i = 0; i <= DhtPut.MAX_CONTENTS; i++) {
      out.bytes(ContentId.of(new byte[32]));
    }
    Bytes message = out.toBytes();
    assertThatThrownBy(() -> CborReader.decode(message, DhtPut::read))
        .isInstanceOf(WireException.class);
    assertThatThrownBy(
            () ->
                new DhtPut(
                    List.of(),
                    null,
                    Collections.nCopies(DhtPut.MAX_CONTENTS + 1, ContentId.of(new byte[32])),
                    0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
