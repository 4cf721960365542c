package io.scp2p.core.protocol.relay;

import io.scp2p.core.crypto.Signatures;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.U64;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayCapacity;
import java.util.List;
import java.util.Optional;

/** Making and checking of relay announcements (specification section 14.6). */
public final class AnnouncementSeal {
  /** The longest lifetime, and the one announcements are made with. */
  public static final long MAX_LIFETIME_SECONDS = 21_600;

  private static final Capabilities RELAY = new Capabilities(false, false, true, false, false);

  private AnnouncementSeal() {}

  /**
   * An announcement for the next six hours, with the capabilities that the reference's relay
   * announces.
   *
   * @param addresses at least one, none of them behind a relay
   * @throws IllegalArgumentException if every receiver would refuse it
   */
  public static RelayAnnouncement issue(
      SigningKey relayKey,
      List<PeerAddress> addresses,
      RelayCapacity capacity,
      long issuedAtUnixSeconds) {
    return sign(
        new RelayAnnouncement.Body(
            relayKey.nodeKey(),
            addresses,
            RELAY,
            capacity,
            issuedAtUnixSeconds,
            issuedAtUnixSeconds + MAX_LIFETIME_SECONDS),
        relayKey);
  }

  /**
   * Signs an announcement.
   *
   * @throws IllegalArgumentException if every receiver would refuse it
   */
  public static RelayAnnouncement sign(RelayAnnouncement.Body body, SigningKey relayKey) {
    Optional<AnnouncementFault> fault = checkStructure(body);
    if (fault.isPresent() || !body.relayKey().equals(relayKey.nodeKey())) {
      throw new IllegalArgumentException(
          fault.map(AnnouncementFault::text).orElse("the announcement names another relay"));
    }
    return body.signed(Bytes.wrap(relayKey.sign(body.signingBytes().toArray())));
  }

  /**
   * Checks structure and signature, the latter strictly (section 1.4). Whether it is still valid is
   * another question: {@link #isExpired}.
   *
   * @return what is wrong, or empty
   */
  public static Optional<AnnouncementFault> verify(RelayAnnouncement announcement) {
    RelayAnnouncement.Body body = announcement.body();
    Optional<AnnouncementFault> fault = checkStructure(body);
    if (fault.isPresent()) {
      return fault;
    }
    boolean good =
        Signatures.verifyStrict(
            body.relayKey(), body.signingBytes().toArray(), announcement.signature().toArray());
    return good ? Optional.empty() : Optional.of(AnnouncementFault.BAD_SIGNATURE);
  }

  private static Optional<AnnouncementFault> checkStructure(RelayAnnouncement.Body body) {
    if (body.relayAddresses().isEmpty()) {
      return Optional.of(AnnouncementFault.NO_ADDRESS);
    }
    if (body.relayAddresses().stream().anyMatch(address -> address.relayVia() != null)) {
      return Optional.of(AnnouncementFault.RELAYED_ADDRESS);
    }
    if (!body.capabilities().relay()) {
      return Optional.of(AnnouncementFault.NOT_A_RELAY);
    }
    boolean lives = U64.isLess(body.issuedAt(), body.expiresAt());
    boolean tooLong = U64.isLess(MAX_LIFETIME_SECONDS, body.expiresAt() - body.issuedAt());
    return lives && !tooLong ? Optional.empty() : Optional.of(AnnouncementFault.BAD_LIFETIME);
  }

  /** Whether its time is over. The DHT keeps it all the same (section 8.6.1); nobody uses it. */
  public static boolean isExpired(RelayAnnouncement.Body body, long nowUnixSeconds) {
    return !U64.isLess(nowUnixSeconds, body.expiresAt());
  }
}
