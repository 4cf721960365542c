package io.scp2p.core.wire.stun;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.record.IpAddress;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class StunPropertyTest {
  @Property(tries = 300)
  void whatIsWrittenIsRead(
      @ForAll StunClass kind,
      @ForAll @IntRange(max = StunMethod.MAX) int method,
      @ForAll @Size(12) byte[] id,
      @ForAll("attributes") List<StunAttribute> attributes,
      @ForAll boolean fingerprint)
      throws WireException {
    StunWriter writer = new StunWriter(kind, method, Bytes.wrap(id));
    attributes.forEach(each -> writer.add(each.type(), each.value()));
    if (fingerprint) {
      writer.fingerprint();
    }

    StunMessage back = StunMessage.decode(writer.encode());

    assertThat(back)
        .isEqualTo(
            new StunMessage(kind, method, Bytes.wrap(id), attributes, List.of(), fingerprint));
  }

  @Property(tries = 300)
  void addressesSurviveTheMixing(
      @ForAll("ips") IpAddress ip,
      @ForAll @IntRange(max = 65_535) int port,
      @ForAll @Size(12) byte[] id)
      throws WireException {
    StunAddress address = new StunAddress(ip, port);
    Bytes transaction = Bytes.wrap(id);

    assertThat(StunAddress.decode(address.encode())).isEqualTo(address);
    assertThat(StunAddress.decodeXored(address.encodeXored(transaction), transaction))
        .isEqualTo(address);
  }

  @Property(tries = 2_000)
  void garbageIsReadOrRefused(
      @ForAll @Size(12) byte[] id, @ForAll @Size(max = 120) byte[] body, @ForAll short type) {
    byte[] bytes = new byte[20 + body.length];
    Bytes header = new StunWriter(StunClass.REQUEST, StunMethod.BINDING, Bytes.wrap(id)).encode();
    header.copyTo(bytes, 0);
    System.arraycopy(body, 0, bytes, 20, body.length);
    bytes[0] = (byte) ((type >> 8) & 0x3f);
    bytes[1] = (byte) type;
    bytes[3] = (byte) body.length;
    boolean read;
    try {
      StunMessage message = StunMessage.decode(Bytes.wrap(bytes));
      message.errorCode();
      read = true;
    } catch (WireException e) {
      read = false;
    }
    assertThat(read && body.length % 4 != 0).isFalse();
  }

  @Provide
  Arbitrary<List<StunAttribute>> attributes() {
    Arbitrary<Integer> type =
        Arbitraries.integers()
            .between(0, 0xffff)
            .filter(
                t ->
                    t != StunAttribute.FINGERPRINT
                        && t != StunAttribute.MESSAGE_INTEGRITY
                        && t != StunAttribute.MESSAGE_INTEGRITY_SHA256);
    Arbitrary<Bytes> value = Arbitraries.bytes().array(byte[].class).ofMaxSize(70).map(Bytes::wrap);
    return Combinators.combine(type, value).as(StunAttribute::new).list().ofMaxSize(20);
  }

  @Provide
  Arbitrary<IpAddress> ips() {
    return Arbitraries.of(4, 16)
        .flatMap(size -> Arbitraries.bytes().array(byte[].class).ofSize(size))
        .map(octets -> new IpAddress(Bytes.wrap(octets)));
  }
}
