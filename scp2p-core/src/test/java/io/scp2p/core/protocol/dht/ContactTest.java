package io.scp2p.core.protocol.dht;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import org.junit.jupiter.api.Test;

class ContactTest {
  private final Some some = new Some(23);
  private final NodeKey key = some.key();
  private final PeerAddress nameless =
      PeerAddress.direct(Some.ip(0x1401_0101), 7_001, PeerTransport.TCP);

  @Test
  void itsAddressNamesItsKey() {
    Contact contact = Contact.of(key, nameless);
    assertThat(contact.key()).isEqualTo(key);
    assertThat(contact.address())
        .isEqualTo(new PeerAddress(nameless.ip(), 7_001, PeerTransport.TCP, key, null));
    assertThat(contact.point()).isEqualTo(Point.of(key));
    assertThat(Contact.named(contact.address())).contains(contact);
    assertThat(Contact.named(nameless)).isEmpty();
    assertThat(contact).hasToString(key.id() + "@20.1.1.1:7001:tcp");
  }

  @Test
  void anAddressOfSomebodyElseIsRefused() {
    PeerAddress other = some.contact().address();
    assertThatThrownBy(() -> Contact.of(key, other)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoHasTheSameKeyIsTheSameWhereverHeIs() {
    Contact here = some.contact(key, Some.ip(0x1401_0101));
    Contact there = some.contact(key, Some.ip(0x1501_0101));
    assertThat(here).isEqualTo(there).hasSameHashCodeAs(there);
    assertThat(here).isNotEqualTo(some.contact()).isNotEqualTo(key);
  }
}
