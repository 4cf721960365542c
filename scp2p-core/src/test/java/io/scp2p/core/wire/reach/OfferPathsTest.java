package io.scp2p.core.wire.reach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.WireException;
import io.scp2p.core.wire.cbor.CborWriter;
import io.scp2p.core.wire.message.MessageCodec;
import io.scp2p.core.wire.record.IpAddress;
import io.scp2p.core.wire.stun.StunAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OfferPathsTest {
  /** The bytes of docs/reach-protocol.md. */
  private static final String VECTOR =
      "a4"
          + "0068"
          + "6161616162626262"
          + "017820"
          + "3030303031313131323232323333333334343434353535353636363637373737"
          + "02f5"
          + "0382"
          + "a4000001440a01000202191b58031a7effffff"
          + "a400010144cb00710b0219c350031a64ffffff";

  private static final MessageCodec CODEC = OfferPaths.addTo(MessageCodec.v1());

  private static final PathOffer OFFER =
      new PathOffer(
          "aaaabbbb",
          "00001111222233334444555566667777",
          true,
          List.of(
              Candidate.of(CandidateKind.HOST, at("0a010002", 7_000), 65_535),
              Candidate.of(CandidateKind.SERVER_REFLEXIVE, at("cb00710b", 50_000), 65_535)));

  private static StunAddress at(String ip, int port) {
    return new StunAddress(new IpAddress(Bytes.parse(ip)), port);
  }

  @Test
  void requestAndAnswerHaveTheFormOfTheDocument() throws WireException {
    assertThat(new OfferPaths(OFFER).encoded().hex()).isEqualTo(VECTOR);
    assertThat(CODEC.decodeRequest(640, Bytes.parse(VECTOR))).isEqualTo(new OfferPaths(OFFER));
    assertThat(CODEC.decodeResponse(640, new PathsOffered(OFFER).encoded()))
        .isEqualTo(new PathsOffered(OFFER));
    assertThat(OFFER.toString()).doesNotContain("00001111");
  }

  /** What is said of the router is left out if nothing is known, and passed over by older nodes. */
  @Test
  void whetherPortsDifferIsAnOptionalKey() throws WireException {
    for (boolean differs : new boolean[] {true, false}) {
      PathOffer known =
          new PathOffer(
              OFFER.user(), OFFER.password(), true, OFFER.candidates(), Boolean.valueOf(differs));
      String form = "a5" + VECTOR.substring(2) + "04" + (differs ? "f5" : "f4");

      assertThat(new OfferPaths(known).encoded().hex()).isEqualTo(form);
      assertThat(CODEC.decodeRequest(640, Bytes.parse(form))).isEqualTo(new OfferPaths(known));
      assertThat(known.with(List.of()).differs()).isEqualTo(differs);
      assertRefused(Bytes.parse(form.substring(0, form.length() - 2) + "01"));
    }
    String later = "a5" + VECTOR.substring(2) + "05f5";
    assertThat(CODEC.decodeRequest(640, Bytes.parse(later))).isEqualTo(new OfferPaths(OFFER));
  }

  @Test
  void moreCandidatesThanAllowedAreRefused() {
    Candidate one = OFFER.candidates().get(0);
    List<Candidate> many = Collections.nCopies(PathOffer.MAX_CANDIDATES + 1, one);
    assertThatThrownBy(() -> new PathOffer("aaaabbbb", OFFER.password(), true, many))
        .isInstanceOf(IllegalArgumentException.class);
    CborWriter out = new CborWriter();
    out.map(4);
    out.key(0);
    out.text("aaaabbbb");
    out.key(1);
    out.text(OFFER.password());
    out.key(2);
    out.bool(true);
    out.key(3);
    out.records(many);
    assertRefused(out.toBytes());
  }

  @Test
  void oddFieldsAreRefused() {
    List<String> odd = new ArrayList<>();
    odd.add(VECTOR.replace("6161616162626262", "6161613a62626262")); // A colon in the name.
    odd.add(VECTOR.replace("440a010002", "430a0100")); // An address of three bytes.
    odd.add(VECTOR.replace("02191b58", "02190000")); // Port 0, in a form nobody writes.
    odd.add(VECTOR.replace("a4000001", "a4000501")); // No such kind; and then no such key.
    odd.add(VECTOR.replace("1a7effffff", "1affffffff")); // A priority of 32 bits.
    odd.forEach(each -> assertRefused(Bytes.parse(each)));
  }

  @Property(tries = 500)
  void garbageIsRefused(@ForAll @Size(max = 60) byte[] bytes) {
    boolean read;
    try {
      CODEC.decodeRequest(640, Bytes.wrap(bytes));
      read = true;
    } catch (WireException e) {
      read = false;
    }
    assertThat(read).isFalse();
  }

  private static void assertRefused(Bytes bytes) {
    assertThatThrownBy(() -> CODEC.decodeRequest(640, bytes)).isInstanceOf(WireException.class);
  }
}
