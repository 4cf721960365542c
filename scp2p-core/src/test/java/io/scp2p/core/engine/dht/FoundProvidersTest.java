package io.scp2p.core.engine.dht;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.ContentId;
import io.scp2p.api.id.NodeKey;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.dht.DhtKeys;
import io.scp2p.core.protocol.dht.Judged;
import io.scp2p.core.protocol.dht.ProviderSeal;
import io.scp2p.core.protocol.dht.ValueJudge;
import io.scp2p.core.protocol.dht.ValueJudge.Judgement;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.record.PeerAddress;
import io.scp2p.core.wire.record.PeerTransport;
import io.scp2p.core.wire.record.ProviderEntry;
import io.scp2p.core.wire.record.ProviderList;
import io.scp2p.core.wire.record.RelayRoute;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Records as the judge of the DHT leaves them: signatures are real. */
class FoundProvidersTest {
  private static final long NOW = 1_700_000_000L;
  private static final int LIMIT = 12;

  private final ContentId content = ContentId.of(new byte[ContentId.LENGTH]);
  private final ValueJudge judge = new ValueJudge(share -> Optional.empty());
  private final SigningKey self = key(1);
  private final SigningKey one = key(2);
  private final SigningKey two = key(3);

  private static SigningKey key(int seed) {
    byte[] bytes = new byte[SigningKey.SEED_BYTES];
    bytes[0] = (byte) seed;
    return SigningKey.ofSeed(SecretBytes.copyOf(bytes));
  }

  private static PeerAddress at(int last, @Nullable NodeKey key) {
    return at(last, key, null);
  }

  private static PeerAddress at(int last, @Nullable NodeKey key, @Nullable RelayRoute route) {
    IpAddress ip = IpAddress.of(new byte[] {20, 0, 0, (byte) last});
    return new PeerAddress(ip, 7_001, PeerTransport.TCP, key, route);
  }

  private static PeerAddress relayed(int last, NodeKey key) {
    return at(last, key, new RelayRoute(at(100 + last, key(9).nodeKey()), 7, true));
  }

  private Judged record(ProviderEntry... entries) {
    ProviderList list = new ProviderList(content, List.of(entries), NOW);
    Judgement judgement = judge.judge(DhtKeys.providers(content), list.encoded(), NOW);
    assertThat(judgement).isInstanceOf(Judgement.Accepted.class);
    return ((Judgement.Accepted) judgement).value();
  }

  private Judged unsigned(PeerAddress... addresses) {
    return record(Stream.of(addresses).map(ProviderEntry::unsigned).toArray(ProviderEntry[]::new));
  }

  private List<PeerAddress> found(Judged... values) {
    return FoundProviders.of(List.of(values), self.nodeKey(), LIMIT);
  }

  @Test
  void severalUnsignedAddressesOfOnePeerAreTriedThoseAtRelaysFirst() {
    PeerAddress direct = at(1, one.nodeKey());
    PeerAddress behind = relayed(2, one.nodeKey());
    PeerAddress elsewhere = at(3, one.nodeKey());
    assertThat(found(unsigned(direct, behind), unsigned(elsewhere, direct)))
        .containsExactly(behind, direct, elsewhere);
  }

  @Test
  void unsignedAddressesOfOnePeerHaveABoundAndKeepNobodyElseOut() {
    PeerAddress[] many =
        IntStream.rangeClosed(1, 3 * FoundProviders.MAX_UNSIGNED)
            .mapToObj(last -> at(last, one.nodeKey()))
            .toArray(PeerAddress[]::new);
    PeerAddress behind = relayed(90, one.nodeKey());
    PeerAddress other = at(91, two.nodeKey());
    assertThat(found(unsigned(many), unsigned(behind), unsigned(other)))
        .hasSize(FoundProviders.MAX_UNSIGNED + 1)
        .startsWith(behind, many[0])
        .endsWith(other);
  }

  @Test
  void whatItsOwnerHasSignedLastStandsForAllElseOfHim() {
    PeerAddress before = at(1, one.nodeKey());
    PeerAddress now = relayed(2, one.nodeKey());
    PeerAddress hearsay = at(3, one.nodeKey());
    PeerAddress other = at(4, two.nodeKey());
    assertThat(
            found(
                unsigned(other, hearsay),
                record(ProviderSeal.sign(now, one, NOW)),
                record(ProviderSeal.sign(before, one, NOW - 1))))
        .containsExactly(now, other);
  }

  @Test
  void aSignatureOfSomebodyElseIsNone() {
    PeerAddress mine = at(1, one.nodeKey());
    ProviderEntry stolen =
        new ProviderEntry(at(66, one.nodeKey()), ProviderSeal.sign(mine, one, NOW).proof());
    assertThat(found(record(stolen), unsigned(mine))).containsExactly(stolen.address(), mine);
  }

  @Test
  void neitherThisNodeNorAddressesOfNobodyAreFoundAndNoMoreThanTheLimit() {
    PeerAddress nowhere =
        new PeerAddress(
            IpAddress.of(new byte[] {0, 0, 0, 0}), 7_001, PeerTransport.TCP, one.nodeKey(), null);
    PeerAddress own = at(1, self.nodeKey());
    PeerAddress nameless = at(2, null);
    Judged all = unsigned(nowhere, own, nameless, at(3, null), at(4, null));
    assertThat(FoundProviders.of(List.of(all), self.nodeKey(), 2))
        .containsExactly(nameless, at(3, null));
  }
}
