package io.scp2p.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.CommunityId;
import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareId;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.community.TokenFault;
import io.scp2p.core.protocol.community.TokenSeal;
import io.scp2p.core.protocol.relay.AnnouncementSeal;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.record.BandwidthClass;
import io.scp2p.core.wire.record.Capabilities;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.Manifest;
import io.scp2p.core.wire.record.MembershipToken;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.RelayAnnouncement;
import io.scp2p.core.wire.record.RelayCapacity;
import io.scp2p.core.wire.record.ShareHead;
import io.scp2p.core.wire.record.ShareItem;
import io.scp2p.core.wire.record.Visibility;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/**
 * What is signed verifies, and nothing that differs in a single field does. Each mutation is a
 * method of its own name, so that a field which the signature forgets shows in the failure.
 */
class SealsPropertyTest {
  private static final int TRIES = 60;
  private static final long NOW = 1_700_000_000L;

  static SigningKey key(int seed) {
    byte[] bytes = new byte[SigningKey.SEED_BYTES];
    Arrays.fill(bytes, (byte) seed);
    return SigningKey.ofSeed(SecretBytes.copyOf(bytes));
  }

  private static Bytes filled(int value, int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return Bytes.wrap(bytes);
  }

  private static ShareItem item(int number) {
    return new ShareItem(
        ContentId.of(filled(number, 32).toArray()),
        number,
        "name" + number,
        null,
        "text/plain",
        List.of("tag"),
        1,
        filled(number, 32));
  }

  private static CatalogDraft draft(String title, int items) {
    List<ShareItem> list = IntStream.range(0, items).mapToObj(SealsPropertyTest::item).toList();
    return new CatalogDraft(title, null, Visibility.PUBLIC, List.of(), list);
  }

  @Property(tries = TRIES)
  void aSignedManifestVerifiesAndKeepsItsIdOnTheWay(
      @ForAll byte seed,
      @ForAll @Size(max = 40) List<Character> title,
      @ForAll @IntRange(max = 5) int items,
      @ForAll long seq)
      throws Exception {
    SigningKey key = key(seed);
    StringBuilder text = new StringBuilder();
    title.stream().filter(c -> !Character.isSurrogate(c)).forEach(text::append);
    Manifest manifest =
        ManifestSeal.sign(draft(text.toString(), items).body(key.shareKey(), seq, NOW), key);
    assertThat(ManifestSeal.verify(manifest, NOW)).isEmpty();
    Manifest received = Manifest.decode(manifest.encoded());
    assertThat(ManifestSeal.id(received)).isEqualTo(ManifestSeal.id(manifest));
    assertThat(ManifestSeal.verify(received, NOW)).isEmpty();
  }

  @Property(tries = TRIES)
  void oneFlippedBitOfTheSignatureFails(@ForAll @IntRange(max = 511) int bit) {
    SigningKey key = key(1);
    Manifest manifest = ManifestSeal.sign(draft("t", 1).body(key.shareKey(), 1, NOW), key);
    ShareHead head = HeadSeal.announcing(manifest, NOW, key);
    MembershipToken token = TokenSeal.issue(key, key(2).nodeKey(), NOW, NOW + 60);
    RelayAnnouncement announcement = announcement(key);
    assertThat(ManifestSeal.verify(manifest.body().signed(flipped(manifest.signature(), bit)), NOW))
        .contains(SealFault.BAD_SIGNATURE);
    assertThat(HeadSeal.verify(head.body().signed(flipped(head.signature(), bit)), key.shareKey()))
        .contains(SealFault.BAD_SIGNATURE);
    assertThat(
            TokenSeal.verify(
                token.body().signed(flipped(token.signature(), bit)), key.communityKey(), NOW))
        .contains(TokenFault.BAD_SIGNATURE);
    assertThat(
            AnnouncementSeal.verify(
                announcement.body().signed(flipped(announcement.signature(), bit))))
        .isPresent();
  }

  private static Bytes flipped(Bytes signature, int bit) {
    byte[] bytes = signature.toArray();
    bytes[bit / 8] ^= (byte) (1 << (bit % 8));
    return Bytes.wrap(bytes);
  }

  @Example
  void everyFieldOfAManifestIsSigned() {
    SigningKey key = key(1);
    Manifest.Body b = draft("t", 2).body(key.shareKey(), 7, NOW);
    Manifest manifest = ManifestSeal.sign(b, key);
    ShareItem first = b.items().get(0);
    List<Manifest.Body> mutated =
        List.of(
            with(b, 2, b.seq(), b.createdAt(), null, b.title(), null, b.visibility()),
            with(b, 1, 8, b.createdAt(), null, b.title(), null, b.visibility()),
            with(b, 1, b.seq(), NOW - 1, null, b.title(), null, b.visibility()),
            with(b, 1, b.seq(), b.createdAt(), NOW + 9, b.title(), null, b.visibility()),
            with(b, 1, b.seq(), b.createdAt(), null, null, null, b.visibility()),
            with(b, 1, b.seq(), b.createdAt(), null, "u", null, b.visibility()),
            with(b, 1, b.seq(), b.createdAt(), null, b.title(), "", b.visibility()),
            with(b, 1, b.seq(), b.createdAt(), null, b.title(), null, Visibility.PRIVATE),
            lists(b, List.of(CommunityId.of(new byte[32])), b.items(), List.of()),
            lists(b, List.of(), b.items(), List.of(ShareId.of(new byte[32]))),
            lists(b, List.of(), List.of(first), List.of()),
            lists(b, List.of(), List.of(b.items().get(1), first), List.of()),
            itemInstead(
                b,
                new ShareItem(
                    ContentId.of(filled(9, 32).toArray()),
                    first.size(),
                    first.name(),
                    null,
                    first.mime(),
                    first.tags(),
                    1,
                    first.chunkListHash())),
            itemInstead(
                b,
                new ShareItem(
                    first.contentId(),
                    99,
                    first.name(),
                    null,
                    first.mime(),
                    first.tags(),
                    1,
                    first.chunkListHash())),
            itemInstead(
                b,
                new ShareItem(
                    first.contentId(),
                    first.size(),
                    "other",
                    null,
                    first.mime(),
                    first.tags(),
                    1,
                    first.chunkListHash())),
            itemInstead(
                b,
                new ShareItem(
                    first.contentId(),
                    first.size(),
                    first.name(),
                    "p",
                    first.mime(),
                    first.tags(),
                    1,
                    first.chunkListHash())),
            itemInstead(
                b,
                new ShareItem(
                    first.contentId(),
                    first.size(),
                    first.name(),
                    null,
                    null,
                    first.tags(),
                    1,
                    first.chunkListHash())),
            itemInstead(
                b,
                new ShareItem(
                    first.contentId(),
                    first.size(),
                    first.name(),
                    null,
                    first.mime(),
                    List.of(),
                    1,
                    first.chunkListHash())),
            itemInstead(
                b,
                new ShareItem(
                    first.contentId(),
                    first.size(),
                    first.name(),
                    null,
                    first.mime(),
                    first.tags(),
                    2,
                    first.chunkListHash())),
            itemInstead(
                b,
                new ShareItem(
                    first.contentId(),
                    first.size(),
                    first.name(),
                    null,
                    first.mime(),
                    first.tags(),
                    1,
                    filled(9, 32))));
    for (Manifest.Body body : mutated) {
      Manifest forged = body.signed(manifest.signature());
      assertThat(ManifestSeal.verify(forged, NOW)).as("%s", body).contains(SealFault.BAD_SIGNATURE);
      assertThat(ManifestSeal.id(forged)).isNotEqualTo(ManifestSeal.id(manifest));
    }
  }

  private static Manifest.Body with(
      Manifest.Body b,
      int version,
      long seq,
      long createdAt,
      Long expiresAt,
      String title,
      String description,
      Visibility visibility) {
    return new Manifest.Body(
        version,
        b.shareKey(),
        b.shareId(),
        seq,
        createdAt,
        expiresAt,
        title,
        description,
        visibility,
        b.communities(),
        b.items(),
        b.recommendedShares());
  }

  private static Manifest.Body lists(
      Manifest.Body b,
      List<CommunityId> communities,
      List<ShareItem> items,
      List<ShareId> recommended) {
    return new Manifest.Body(
        b.version(),
        b.shareKey(),
        b.shareId(),
        b.seq(),
        b.createdAt(),
        b.expiresAt(),
        b.title(),
        b.description(),
        b.visibility(),
        communities,
        items,
        recommended);
  }

  private static Manifest.Body itemInstead(Manifest.Body b, ShareItem item) {
    return lists(b, List.of(), List.of(item, b.items().get(1)), List.of());
  }

  @Property(tries = TRIES)
  void everyFieldOfAHeadIsSigned(@ForAll long seq, @ForAll long updatedAt) {
    SigningKey key = key(3);
    Manifest manifest = ManifestSeal.sign(draft("t", 0).body(key.shareKey(), seq, NOW), key);
    ShareHead head = HeadSeal.announcing(manifest, updatedAt, key);
    ShareHead.Body b = head.body();
    assertThat(HeadSeal.verify(head, key.shareKey())).isEmpty();
    assertThat(HeadSeal.verify(head, key(4).shareKey())).contains(SealFault.ID_MISMATCH);
    List<ShareHead.Body> mutated =
        List.of(
            new ShareHead.Body(b.shareId(), seq + 1, b.latestManifestId(), updatedAt),
            new ShareHead.Body(
                b.shareId(),
                seq,
                ManifestSeal.id(manifest.body().signed(filled(1, 64))),
                updatedAt),
            new ShareHead.Body(b.shareId(), seq, b.latestManifestId(), updatedAt - 1));
    for (ShareHead.Body body : mutated) {
      assertThat(HeadSeal.verify(body.signed(head.signature()), key.shareKey()))
          .contains(SealFault.BAD_SIGNATURE);
    }
  }

  @Property(tries = TRIES)
  void everyFieldOfATokenIsSigned(
      @ForAll byte member,
      @ForAll @LongRange(max = NOW) long issued,
      @ForAll @LongRange(min = NOW, max = Long.MAX_VALUE - 1) long expires) {
    SigningKey key = key(5);
    NodeKey memberKey = key(member).nodeKey();
    MembershipToken token = TokenSeal.issue(key, memberKey, issued, expires);
    assertThat(TokenSeal.verify(token, key.communityKey(), NOW)).isEmpty();
    assertThat(TokenSeal.verify(token, key.communityKey(), expires)).isEmpty();
    assertThat(TokenSeal.verify(token, key.communityKey(), expires + 1))
        .contains(TokenFault.EXPIRED);
    MembershipToken.Body b = token.body();
    List<MembershipToken.Body> mutated =
        List.of(
            new MembershipToken.Body(b.communityId(), key(member + 1).nodeKey(), issued, expires),
            new MembershipToken.Body(b.communityId(), memberKey, issued + 1, expires),
            new MembershipToken.Body(b.communityId(), memberKey, issued, expires + 1));
    for (MembershipToken.Body body : mutated) {
      assertThat(TokenSeal.verify(body.signed(token.signature()), key.communityKey(), NOW))
          .contains(TokenFault.BAD_SIGNATURE);
    }
    assertThat(TokenSeal.verify(token, key(6).communityKey(), NOW))
        .contains(TokenFault.ID_MISMATCH);
  }

  private static RelayAnnouncement announcement(SigningKey key) {
    return AnnouncementSeal.issue(key, List.of(address(1)), RelayCapacity.DEFAULT, NOW);
  }

  private static PeerAddress address(int last) {
    return PeerAddress.direct(
        IpAddress.of((byte) 192, (byte) 0, (byte) 2, (byte) last), 7001, PeerTransport.TCP);
  }

  @Property(tries = TRIES)
  void everyFieldOfAnAnnouncementIsSigned(
      @ForAll byte seed, @ForAll @IntRange(min = 2, max = 255) int last) {
    SigningKey key = key(seed);
    RelayAnnouncement announcement = announcement(key);
    assertThat(AnnouncementSeal.verify(announcement)).isEmpty();
    RelayAnnouncement.Body b = announcement.body();
    Capabilities more = new Capabilities(true, false, true, false, false);
    RelayCapacity fewer = new RelayCapacity(63, BandwidthClass.MEDIUM, null);
    RelayCapacity slower = new RelayCapacity(64, BandwidthClass.LOW, null);
    RelayCapacity bounded = new RelayCapacity(64, BandwidthClass.MEDIUM, 0L);
    List<RelayAnnouncement.Body> mutated =
        List.of(
            body(
                b,
                key(seed + 1).nodeKey(),
                b.relayAddresses(),
                b.capabilities(),
                b.capacity(),
                NOW,
                b.expiresAt()),
            body(
                b,
                b.relayKey(),
                List.of(address(last)),
                b.capabilities(),
                b.capacity(),
                NOW,
                b.expiresAt()),
            body(
                b,
                b.relayKey(),
                List.of(address(1), address(1)),
                b.capabilities(),
                b.capacity(),
                NOW,
                b.expiresAt()),
            body(b, b.relayKey(), b.relayAddresses(), more, b.capacity(), NOW, b.expiresAt()),
            body(b, b.relayKey(), b.relayAddresses(), b.capabilities(), fewer, NOW, b.expiresAt()),
            body(b, b.relayKey(), b.relayAddresses(), b.capabilities(), slower, NOW, b.expiresAt()),
            body(
                b, b.relayKey(), b.relayAddresses(), b.capabilities(), bounded, NOW, b.expiresAt()),
            body(
                b,
                b.relayKey(),
                b.relayAddresses(),
                b.capabilities(),
                b.capacity(),
                NOW + 1,
                b.expiresAt()),
            body(
                b,
                b.relayKey(),
                b.relayAddresses(),
                b.capabilities(),
                b.capacity(),
                NOW,
                b.expiresAt() - 1));
    for (RelayAnnouncement.Body body : mutated) {
      assertThat(AnnouncementSeal.verify(body.signed(announcement.signature()))).isPresent();
    }
  }

  private static RelayAnnouncement.Body body(
      RelayAnnouncement.Body original,
      NodeKey key,
      List<PeerAddress> addresses,
      Capabilities capabilities,
      RelayCapacity capacity,
      long issuedAt,
      long expiresAt) {
    RelayAnnouncement.Body mutated =
        new RelayAnnouncement.Body(key, addresses, capabilities, capacity, issuedAt, expiresAt);
    assertThat(mutated).isNotEqualTo(original);
    return mutated;
  }
}
