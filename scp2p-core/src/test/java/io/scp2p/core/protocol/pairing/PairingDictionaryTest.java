package io.scp2p.core.protocol.pairing;

import static org.assertj.core.api.Assertions.assertThat;

import io.scp2p.api.id.NodeKey;
import io.scp2p.api.pairing.PairingCode;
import io.scp2p.api.spi.Entropy;
import io.scp2p.core.crypto.SigningKey;
import io.scp2p.core.protocol.pairing.PairingDesk.Outcome;
import io.scp2p.core.wire.Bytes;
import io.scp2p.core.wire.pairing.PairBegin;
import io.scp2p.core.wire.pairing.PairBegun;
import io.scp2p.core.wire.pairing.PairProve;
import io.scp2p.core.wire.pairing.PairProved;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Somebody has recorded an exchange, and tries a dictionary in which the right code stands. What he
 * can compute for the right code must look like what he computes for the others.
 */
class PairingDictionaryTest {
  private static final Entropy ENTROPY = Entropy.system();
  private static final PairingCode CODE = PairingCode.parse("4711-bado-fimu-keta");
  private static final int WORDS = 200;
  private static final Bytes OFFER = Bytes.wrap(new byte[] {1, 2, 3});

  /** Curve25519: 2^255 − 19, and the coefficient of RFC 7748. */
  private static final BigInteger PRIME =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  private static final BigInteger COEFFICIENT = BigInteger.valueOf(486_662);

  private final NodeKey sender = SigningKey.generate(ENTROPY).nodeKey();
  private final NodeKey receiver = SigningKey.generate(ENTROPY).nodeKey();
  private final List<PairingCode> dictionary = dictionary();

  /** All that goes over the wire. */
  private record Transcript(PairBegin begin, PairBegun begun, PairProve prove, PairProved proved) {}

  private static List<PairingCode> dictionary() {
    List<PairingCode> codes = new ArrayList<>();
    for (int i = 0; i < WORDS; i++) {
      String words = CodeWords.fresh(ENTROPY).text();
      codes.add(PairingCode.parse("4711" + words.substring(words.indexOf('-'))));
    }
    codes.set(WORDS / 2, CODE);
    return codes;
  }

  private PairingGuest guest(PairingCode code, Entropy entropy) {
    return new PairingGuest(
        receiver, sender, CodeWords.numberOf(code), CodeWords.secretOf(code), entropy);
  }

  private PairingDesk desk(PairingCode code, Entropy entropy) {
    return new PairingDesk(sender, CodeWords.secretOf(code), entropy);
  }

  private Transcript recorded() {
    PairingGuest guest = guest(CODE, ENTROPY);
    PairingDesk desk = desk(CODE, ENTROPY);
    PairBegin begin = guest.begin();
    PairBegun begun = new PairBegun(desk.begin(receiver, begin).orElseThrow());
    PairProve prove = guest.begun(begun).orElseThrow();
    Outcome.Met met = (Outcome.Met) desk.prove(receiver, prove);
    PairProved proved = new PairProved(met.keys().senderProof(), met.keys().seal(OFFER));
    assertThat(guest.proved(proved)).as("the exchange itself is good").contains(OFFER);
    return new Transcript(begin, begun, prove, proved);
  }

  /** Draws what it is told to, then what a seed says: the same secret number each time. */
  private static Entropy scripted(Bytes first) {
    Queue<Bytes> script = new ArrayDeque<>(List.of(first));
    Random random = new Random(7);
    return target -> {
      Bytes next = script.poll();
      if (next != null && next.size() == target.length) {
        next.buffer().get(target);
      } else {
        random.nextBytes(target);
      }
    };
  }

  @Test
  void inTheReceiversPlaceNoCodeOpensWhatWasRecorded() {
    Transcript seen = recorded();
    for (PairingCode code : dictionary) {
      PairingGuest tried = guest(code, scripted(seen.begin().session()));
      assertThat(tried.session()).isEqualTo(seen.begin().session());

      PairProve proof = tried.begun(seen.begun()).orElseThrow();

      assertThat(proof.proof()).as(code.text()).isNotEqualTo(seen.prove().proof());
      assertThat(tried.proved(seen.proved())).as(code.text()).isEmpty();
    }
  }

  @Test
  void inTheSendersPlaceNoCodeFitsTheRecordedProof() {
    Transcript seen = recorded();
    for (PairingCode code : dictionary) {
      PairingDesk tried = desk(code, ENTROPY);

      assertThat(tried.begin(receiver, seen.begin())).as("a message for every code").isPresent();
      assertThat(tried.prove(receiver, seen.prove()))
          .as(code.text())
          .isEqualTo(new Outcome.Wrong(receiver));
    }
  }

  /** Whoever plays the sender gets one proof; it must not be good for more than his one guess. */
  @Test
  void aProofThatWasLuredOutTellsAboutOneGuessOnly() {
    assertThat(fitting(dictionary.get(3))).as("a wrong guess, then the dictionary").isEmpty();
    assertThat(fitting(CODE)).as("a right guess is seen: this test can see").containsExactly(CODE);
  }

  /** Guesses on line, and then computes what all codes would have given with the same number. */
  private List<PairingCode> fitting(PairingCode guess) {
    PairingGuest victim = guest(CODE, ENTROPY);
    PairBegin begin = victim.begin();
    Bytes own = Bytes.EMPTY;
    Bytes answer = desk(guess, scripted(own)).begin(receiver, begin).orElseThrow();
    PairProve lured = victim.begun(new PairBegun(answer)).orElseThrow();
    return dictionary.stream()
        .filter(
            code -> {
              PairingDesk tried = desk(code, scripted(own));
              assertThat(tried.begin(receiver, begin)).isPresent();
              return tried.prove(receiver, lured) instanceof Outcome.Met;
            })
        .toList();
  }

  /**
   * Codes are mapped to points. Were some of them on the curve and others on its twist, each
   * recorded message would halve the dictionary.
   */
  @Test
  void messagesOfAllCodesAreOfOneKind() {
    for (PairingCode code : dictionary) {
      assertThat(isOnCurve(point(guest(code, ENTROPY).begin().message()))).as(code.text()).isTrue();
    }
    assertThat(isOnCurve(Bytes.parse("02" + "00".repeat(31)))).as("this one is not").isFalse();
  }

  /** A message is a point and associated data, which is empty, each after its length. */
  private static Bytes point(Bytes message) {
    assertThat(message.size()).isEqualTo(34);
    assertThat(message.get(0)).isEqualTo((byte) 32);
    return message.slice(1, 32);
  }

  /** Whether u^3 + A u^2 + u is a square. */
  private static boolean isOnCurve(Bytes point) {
    byte[] bytes = point.toArray();
    byte[] bigEndian = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      bigEndian[i] = bytes[bytes.length - 1 - i];
    }
    BigInteger u = new BigInteger(1, bigEndian).mod(PRIME);
    BigInteger square = u.pow(3).add(COEFFICIENT.multiply(u.pow(2))).add(u).mod(PRIME);
    return square
        .modPow(PRIME.subtract(BigInteger.ONE).shiftRight(1), PRIME)
        .equals(BigInteger.ONE);
  }
}
