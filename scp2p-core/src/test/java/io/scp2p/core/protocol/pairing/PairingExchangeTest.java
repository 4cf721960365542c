package io.scp2p.core.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SecretBytes;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.pairing.PairingDesk.Outcome;
import io.scp2p.core.vault.WordCode;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.pairing.PairBegun;
import io.scp2p.core.wire.pairing.PairProve;
import io.scp2p.core.wire.pairing.PairProved;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PairingExchangeTest {
  private static final Entropy ENTROPY = Entropy.system();
  private static final PairingCode CODE = PairingCode.parse("4711-bado-fimu-keta");
  private static final PairingCode OTHER = PairingCode.parse("4711-bado-fimu-keba");
  private static final Bytes OFFER = Bytes.wrap(new byte[] {1, 2, 3});

  private final NodeKey sender = key();
  private final NodeKey receiver = key();
  private final PairingDesk desk = desk(CODE);

  private static NodeKey key() {
    return SigningKey.generate(ENTROPY).nodeKey();
  }

  private PairingDesk desk(PairingCode code) {
    return new PairingDesk(sender, CodeWords.secretOf(code), ENTROPY);
  }

  private PairingGuest guest(NodeKey self, NodeKey to, PairingCode code) {
    return new PairingGuest(self, to, CodeWords.numberOf(code), CodeWords.secretOf(code), ENTROPY);
  }

  /** What the guest shows after a first exchange of messages. */
  private PairProve proof(PairingGuest guest, NodeKey from) {
    Bytes answer = desk.begin(from, guest.begin()).orElseThrow();
    return guest.begun(new PairBegun(answer)).orElseThrow();
  }

  @Test
  void whoKnowsTheCodeGetsTheOfferAndNobodyElseAfterwards() {
    PairingGuest guest = guest(receiver, sender, CODE);
    PairingGuest late = guest(key(), sender, CODE);
    Outcome.Met met = (Outcome.Met) desk.prove(receiver, proof(guest, receiver));

    assertThat(met.peer()).isEqualTo(receiver);
    assertThat(met.session()).isEqualTo(guest.session());
    PairProved proved = new PairProved(met.keys().senderProof(), met.keys().seal(OFFER));
    assertThat(guest.proved(proved)).contains(OFFER);
    assertThat(desk.begin(receiver, late.begin())).as("the code is used up").isEmpty();
  }

  @Test
  void oneWrongGuessBurnsTheCode() {
    PairingGuest honest = guest(receiver, sender, CODE);
    PairProve good = proof(honest, receiver);
    NodeKey guesser = key();
    PairProve wrong = proof(guest(guesser, sender, OTHER), guesser);

    assertThat(desk.prove(guesser, wrong)).isEqualTo(new Outcome.Wrong(guesser));
    assertThat(desk.prove(receiver, good)).isEqualTo(new Outcome.Unknown());
    assertThat(desk.begin(receiver, guest(receiver, sender, CODE).begin())).isEmpty();
  }

  @Test
  void whoPretendsToHaveMadeTheCodeIsFoundOut() {
    PairingDesk liar = desk(OTHER);
    PairingGuest guest = guest(receiver, sender, CODE);
    Bytes answer = liar.begin(receiver, guest.begin()).orElseThrow();
    PairProve proof = guest.begun(new PairBegun(answer)).orElseThrow();

    assertThat(liar.prove(receiver, proof)).isEqualTo(new Outcome.Wrong(receiver));
    assertThat(guest.proved(new PairProved(proof.proof(), OFFER)))
        .as("the guest's own proof sent back")
        .isEmpty();
  }

  @Test
  void whoStandsBetweenTheTwoHasOtherNamesAndAnotherKey() {
    NodeKey middle = key();
    PairingGuest guest = guest(receiver, middle, CODE); // Connected to the wrong node.
    Bytes answer = desk.begin(middle, guest.begin()).orElseThrow(); // Which passes it on.
    PairProve proof = guest.begun(new PairBegun(answer)).orElseThrow();

    assertThat(desk.prove(middle, proof)).isEqualTo(new Outcome.Wrong(middle));
  }

  @Test
  void aProofOfAnotherPeerOrOfNoExchangeDecidesNothing() {
    PairingGuest guest = guest(receiver, sender, CODE);
    PairProve good = proof(guest, receiver);
    assertThat(desk.prove(key(), good)).isEqualTo(new Outcome.Unknown());
    assertThat(
            desk.prove(
                receiver, new PairProve(guest(receiver, sender, CODE).session(), good.proof())))
        .isEqualTo(new Outcome.Unknown());
    assertThat(desk.prove(receiver, good)).isInstanceOf(Outcome.Met.class);
  }

  @Test
  void anOfferThatWasTouchedIsNone() {
    PairingGuest guest = guest(receiver, sender, CODE);
    Outcome.Met met = (Outcome.Met) desk.prove(receiver, proof(guest, receiver));
    byte[] sealed = met.keys().seal(OFFER).toArray();
    sealed[0] ^= 1;
    assertThat(guest.proved(new PairProved(met.keys().senderProof(), Bytes.wrap(sealed))))
        .isEmpty();
  }

  /** Whoever is asked for the offer could make one up: what it says of itself comes first. */
  @Test
  void anOfferCountsOnlyWithTheProofOfWhoMadeTheCode() {
    PairingGuest guest = guest(receiver, sender, CODE);
    PairProve own = proof(guest, receiver);
    Outcome.Met met = (Outcome.Met) desk.prove(receiver, own);
    Bytes sealed = met.keys().seal(OFFER);

    assertThat(guest.proved(new PairProved(own.proof(), sealed))).isEmpty();
    assertThat(guest.proved(new PairProved(Bytes.wrap(new byte[32]), sealed))).isEmpty();
    assertThat(guest.proved(new PairProved(met.keys().senderProof(), sealed))).contains(OFFER);
  }

  @Test
  void keysAreOfNoUseAnyMoreOnceTheyAreClosed() {
    PairingGuest guest = guest(receiver, sender, CODE);
    PairingKeys keys = ((Outcome.Met) desk.prove(receiver, proof(guest, receiver))).keys();
    Bytes sealed = keys.seal(OFFER);
    keys.close();

    assertThatIllegalStateException().isThrownBy(keys::senderProof);
    assertThatIllegalStateException().isThrownBy(keys::receiverProof);
    assertThatIllegalStateException().isThrownBy(() -> keys.seal(OFFER));
    assertThatIllegalStateException().isThrownBy(() -> keys.open(sealed));
  }

  @Test
  void aGuestThatIsDoneKeepsNoKeys() {
    PairingGuest guest = guest(receiver, sender, CODE);
    PairBegun begun = new PairBegun(desk.begin(receiver, guest.begin()).orElseThrow());
    PairProve proof = guest.begun(begun).orElseThrow();
    Outcome.Met met = (Outcome.Met) desk.prove(receiver, proof);
    PairProved proved = new PairProved(met.keys().senderProof(), met.keys().seal(OFFER));
    guest.close();

    assertThatIllegalStateException().isThrownBy(() -> guest.begun(begun));
    assertThatIllegalStateException().isThrownBy(() -> guest.proved(proved));
  }

  @Test
  void aDeskThatIsClosedForgetsTheCodeAndAnswersNobody() {
    SecretBytes secret = CodeWords.secretOf(CODE);
    PairingDesk closing = new PairingDesk(sender, secret, ENTROPY);
    PairingGuest guest = guest(receiver, sender, CODE);
    Bytes answer = closing.begin(receiver, guest.begin()).orElseThrow();
    PairProve proof = guest.begun(new PairBegun(answer)).orElseThrow();
    closing.close();

    assertThat(closing.open()).isZero();
    assertThat(closing.prove(receiver, proof)).isEqualTo(new Outcome.Unknown());
    assertThat(closing.begin(receiver, guest(receiver, sender, CODE).begin())).isEmpty();
    assertThat(secret).hasToString("SecretBytes[closed]");
  }

  @Test
  void exchangesThatAreOnlyBegunAreBounded() {
    List<PairingGuest> guests = new ArrayList<>();
    for (int i = 0; i < PairingDesk.MAX_OPEN + 5; i++) {
      PairingGuest guest = guest(receiver, sender, CODE);
      assertThat(desk.begin(receiver, guest.begin())).isPresent();
      guests.add(guest);
    }
    assertThat(desk.open()).isEqualTo(PairingDesk.MAX_OPEN);
    assertThat(desk.begin(receiver, guests.get(20).begin())).as("a name that is taken").isEmpty();
  }

  @Test
  void nonsenseInPlaceOfAShareIsNoExchange() {
    PairingGuest guest = guest(receiver, sender, CODE);
    assertThat(guest.begun(new PairBegun(Bytes.wrap(new byte[34])))).isEmpty();
    assertThat(guest.proved(new PairProved(Bytes.wrap(new byte[32]), OFFER))).isEmpty();
  }

  @Test
  void aCodeIsMadeOfWhatWasDrawn() {
    String last = WordCode.list().get(WordCode.list().size() - 1);
    byte[] drawn = new byte[4 * Integer.BYTES];
    Arrays.fill(drawn, 0, 2 * Integer.BYTES, (byte) 0xff); // The number, and the first word.
    drawn[drawn.length - 1] = 1;
    ByteBuffer next = ByteBuffer.wrap(drawn);

    PairingCode code = CodeWords.fresh(next::get);

    // 2^32 - 1 = 4294967295: the draw counts as unsigned.
    assertThat(code.text())
        .isEqualTo(
            String.join("-", "967295", last, WordCode.list().get(0), WordCode.list().get(1)));
    assertThat(CodeWords.numberOf(code)).isEqualTo(967_295);
    assertThat(CodeWords.numberOf(CODE)).isEqualTo(4711);
    assertThat(next.hasRemaining()).isFalse();
  }

  @Test
  void codesAreAsTheyShouldBeAndNoTwoAlike() {
    Set<PairingCode> codes = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      PairingCode code = CodeWords.fresh(ENTROPY);
      assertThat(code.text()).matches("[0-9]{1,6}(-[a-z]{4}){3}");
      assertThat(CodeWords.numberOf(code)).isBetween(0L, 999_999L);
      codes.add(code);
    }
    assertThat(codes).hasSize(1_000);
    assertThat(CodeWords.rendezvous(4711)).isNotEqualTo(CodeWords.rendezvous(4712));
  }
}
