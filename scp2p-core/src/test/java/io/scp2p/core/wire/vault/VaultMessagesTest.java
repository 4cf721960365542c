package io.scp2p.core.wire.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.message.MessageCodec;
import java.util.Collections;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VaultMessagesTest {
  private static final NodeKey OWNER = NodeKey.of(VaultSamples.fill(1, 32).toArray());
  private static final NodeKey HOLDER = NodeKey.of(VaultSamples.fill(2, 32).toArray());
  private static final MessageCodec CODEC = VaultMessages.addTo(MessageCodec.v1());

  @Test
  void everyMessageComesBackAsItWas() throws WireException {
    for (VaultRequest request : VaultSamples.requests(OWNER, HOLDER)) {
      assertThat(CODEC.decodeRequest(request.type(), request.encoded())).isEqualTo(request);
    }
    for (VaultResponse response : VaultSamples.responses(OWNER, HOLDER)) {
      assertThat(CODEC.decodeResponse(response.type(), response.encoded())).isEqualTo(response);
    }
  }

  @Test
  void aRefusalAnswersEveryKindOfRequest() throws WireException {
    for (VaultRequest request : VaultSamples.requests(OWNER, HOLDER)) {
      for (VaultRefusal why : VaultRefusal.values()) {
        VaultRefused refused = VaultRefused.of(request, why);
        assertThat(CODEC.decodeResponse(refused.type(), refused.encoded())).isEqualTo(refused);
        assertThat(VaultRefusal.of(refused.status())).contains(why);
      }
    }
  }

  @Test
  void everyFieldButTheSignatureIsSigned() {
    for (VaultRequest request : VaultSamples.requests(OWNER, HOLDER)) {
      if (request instanceof SignedOrder order) {
        assertThat(order.signed(VaultSamples.fill(9, 64)).signingBytes())
            .isEqualTo(order.signingBytes());
      }
    }
    Order order = VaultSamples.order(OWNER, HOLDER);
    Order later = new Order(OWNER, HOLDER, order.atMillis() + 1, order.nonce());
    Bytes shard = VaultSamples.fill(3, 32);
    assertThat(SealShard.unsigned(order, shard, shard).signingBytes())
        .isNotEqualTo(SealShard.unsigned(later, shard, shard).signingBytes())
        .isNotEqualTo(SealShard.unsigned(order, shard, VaultSamples.fill(4, 32)).signingBytes());
    var none = Collections.<Bytes>emptyList();
    assertThat(RenewLeases.unsigned(order, 1, none).signingBytes())
        .isNotEqualTo(DeleteShards.unsigned(order, none).signingBytes());
  }

  @Test
  void boundsAreKeptBothWays() {
    Bytes shard = VaultSamples.fill(3, 32);
    Order order = VaultSamples.order(OWNER, HOLDER);
    assertThatThrownBy(() -> DeleteShards.unsigned(order, Collections.nCopies(257, shard)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new StorePieces(shard, VaultSamples.fill(1, 16), 0, Bytes.wrap(new byte[524_289])))
        .isInstanceOf(IllegalArgumentException.class);
    RebuildShard.From source = new RebuildShard.From(0, HOLDER, shard, shard);
    assertThatThrownBy(
            () ->
                new RebuildShard(
                    order,
                    shard,
                    1,
                    16,
                    1,
                    VaultLimits.MAX_DATA_SHARDS,
                    VaultLimits.MAX_PARITY_SHARDS,
                    0,
                    Collections.nCopies(RebuildShard.MAX_SOURCES + 1, source),
                    VaultSamples.fill(0, 64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sources");
    assertThatThrownBy(() -> new ShardPieces(1, Bytes.wrap(new byte[129 * 32]), shard))
        .isInstanceOf(IllegalArgumentException.class);
    CborWriter out = new CborWriter();
    out.map(8);
    for (int key = 0; key < 5; key++) {
      out.key(key);
      switch (key) {
        case 2 -> out.uint(1);
        case 4 -> out.bytes(VaultSamples.fill(0, 64));
        default -> out.bytes(VaultSamples.fill(0, 32));
      }
    }
    out.key(5);
    out.array(257);
    for (int i = 0; i < 257; i++) {
      out.bytes(shard);
    }
    out.key(9);
    out.nil();
    out.key(10);
    out.nil();
    assertThatThrownBy(() -> CODEC.decodeRequest(626, out.toBytes()))
        .isInstanceOf(WireException.class);
  }

  @Test
  void damagedMessagesAreRefusedAndNothingElse() {
    SplittableRandom random = new SplittableRandom(1);
    int refused = 0;
    for (VaultRequest request : VaultSamples.requests(OWNER, HOLDER)) {
      for (int i = 0; i < 300; i++) {
        byte[] bytes = request.encoded().toArray();
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        try {
          CODEC.decodeRequest(
              request.type(), Bytes.wrap(bytes, 0, 1 + random.nextInt(bytes.length)));
        } catch (WireException expected) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(2_000);
  }
}
