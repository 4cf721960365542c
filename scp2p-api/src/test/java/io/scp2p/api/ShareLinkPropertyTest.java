package io.scp2p.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.CommunityKey;
import io.scp2p.api.id.NodeKey;
import io.scp2p.api.id.ShareKey;
import io.scp2p.api.spi.TransportKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ShareLinkPropertyTest {
  @Property(tries = 200)
  void aLinkIsReadAsItWasWritten(
      @ForAll @Size(32) byte[] key, @ForAll("addresses") List<BootstrapAddress> addresses) {
    ShareLink link = ShareLink.of(ShareKey.of(key), addresses);
    assertThat(ShareLink.parse(link.format())).isEqualTo(link);
    assertThat(link.bootstrap()).isEqualTo(addresses);
    CommunityLink invitation = CommunityLink.of(CommunityKey.of(key), addresses);
    assertThat(CommunityLink.parse(invitation.format())).isEqualTo(invitation);
  }

  @Property(tries = 200)
  void aHintOfAnyAllowedCharactersSurvives(@ForAll("hints") List<String> hints) {
    ShareLink link = new ShareLink(ShareKey.of(new byte[32]), hints);
    assertThat(ShareLink.parse(link.format()).hints()).isEqualTo(hints);
  }

  @Property
  void aChangedLinkIsRefusedOrNamesTheSameShare(
      @ForAll @Size(32) byte[] key,
      @ForAll @IntRange(max = 200) int position,
      @ForAll char replacement) {
    ShareLink link =
        ShareLink.of(ShareKey.of(key), List.of(BootstrapAddress.parse("192.0.2.10:7001")));
    StringBuilder text = new StringBuilder(link.format());
    text.setCharAt(position % text.length(), replacement);
    ShareLink.tryParse(text.toString())
        .ifPresent(changed -> assertThat(changed.shareKey()).isEqualTo(link.shareKey()));
  }

  @Property
  void arbitraryTextNeverEscapesTheContract(@ForAll String text) {
    assertThat(ShareLink.tryParse(text)).isEmpty();
    ShareLink bare = new ShareLink(ShareKey.of(new byte[32]), List.of());
    assertThat(ShareLink.tryParse(bare.format() + "?bp=" + text))
        .hasValueSatisfying(
            link -> assertThat(ShareLink.parse(link.format()).hints()).isEqualTo(link.hints()));
  }

  @Provide
  Arbitrary<List<BootstrapAddress>> addresses() {
    Arbitrary<InetAddress> ips =
        Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofSize(4),
                Arbitraries.bytes().array(byte[].class).ofSize(16))
            .map(ShareLinkPropertyTest::ip);
    return Combinators.combine(
            Arbitraries.of(TransportKind.TCP, TransportKind.QUIC),
            ips,
            Arbitraries.integers().between(0, 65_535),
            Arbitraries.bytes().array(byte[].class).ofSize(32).map(NodeKey::of).injectNull(0.5))
        .as(BootstrapAddress::new)
        .list()
        .ofMaxSize(ShareLink.MAX_HINTS);
  }

  @Provide
  Arbitrary<List<String>> hints() {
    return Arbitraries.strings()
        .withCharRange('!', '~')
        .excludeChars(',', '%')
        .ofMinLength(1)
        .ofMaxLength(BootstrapAddress.MAX_LENGTH)
        .list()
        .ofMaxSize(ShareLink.MAX_HINTS);
  }

  private static InetAddress ip(byte[] raw) {
    try {
      return InetAddress.getByAddress(raw);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
