package io.scp2p.core.protocol.dht;

import io.scp2p.api.id.NodeKey;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Contacts and addresses for tests, from a seed. */
final class Some {
  private final SplittableRandom random;

  Some(long seed) {
    this.random = new SplittableRandom(seed);
  }

  NodeKey key() {
    byte[] key = new byte[NodeKey.LENGTH];
    random.nextBytes(key);
    return NodeKey.of(key);
  }

  /** A node in a subnet of its own. */
  Contact contact() {
    return contact(key(), ip(0x1400_0001 | random.nextInt(1 << 18) << 8));
  }

  /** So many nodes, each in a subnet of its own, the closest to a point first. */
  List<Contact> near(Point target, int count) {
    return Stream.generate(this::contact)
        .limit(count)
        .sorted((a, b) -> target.compareDistance(a.point(), b.point()))
        .toList();
  }

  /** As {@link #near}, where they are. */
  List<PeerAddress> addressesNear(Point target, int count) {
    return near(target, count).stream().map(Contact::address).toList();
  }

  Contact contact(NodeKey key, IpAddress ip) {
    return Contact.of(key, PeerAddress.direct(ip, 7_001, PeerTransport.TCP));
  }

  /** A node that shares exactly so many leading bits with a point. */
  Contact inBucket(Point self, int bucket) {
    Contact contact = contact();
    while (self.sharedBits(contact.point()) != bucket) {
      contact = contact();
    }
    return contact;
  }

  Contact inSubnet(int third, int fourth) {
    return contact(key(), IpAddress.of((byte) 20, (byte) 1, (byte) third, (byte) fourth));
  }

  /** As {@link #inSubnet}, in a bucket. */
  Contact inSubnet(Point self, int bucket, int third, int fourth) {
    Contact contact = inSubnet(third, fourth);
    while (self.sharedBits(contact.point()) != bucket) {
      contact = inSubnet(third, fourth);
    }
    return contact;
  }

  static IpAddress ip(int number) {
    return IpAddress.of(ByteBuffer.allocate(4).putInt(number).array());
  }
}
