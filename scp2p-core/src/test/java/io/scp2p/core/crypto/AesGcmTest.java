package io.scp2p.core.crypto;

import static io.scp2p.core.crypto.Bytes.counting;
import static io.scp2p.core.crypto.Bytes.flip;
import static io.scp2p.core.crypto.Bytes.hex;
import static io.scp2p.core.crypto.Bytes.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AesGcmTest {
  private static final byte[] KEY = counting(7, 32);
  private static final byte[] NONCE = counting(1, 12);
  private static final byte[] NEXT = counting(2, 12);
  private static final byte[] AAD = {1, 2, 3};
  private static final byte[] TEXT = counting(0, 100);

  private final AesGcmSealer sealer = new AesGcmSealer(secret(KEY));
  private final AesGcmOpener opener = new AesGcmOpener(secret(KEY));

  @ParameterizedTest // Test cases 13 to 16 of "The Galois/Counter Mode of Operation (GCM)".
  @CsvSource({
    "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000,"
        + "'', '', 530f8afbc74536b9a963b4f1c4cb738b",
    "0000000000000000000000000000000000000000000000000000000000000000, 000000000000000000000000,"
        + "'', 00000000000000000000000000000000,"
        + "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888,"
        + "'', d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255,"
        + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
        + "b094dac5d93471bdec1a502270e3cc6c",
    "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888,"
        + "feedfacedeadbeeffeedfacedeadbeefabaddad2,"
        + "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39,"
        + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        + "76fc6ece0f4e1768cddf8853bb2d551b"
  })
  void sealingMatchesThePublishedVectors(
      String key, String nonce, String associatedData, String plaintext, String sealed)
      throws AuthenticationException {
    AesGcmSealer vectorSealer = new AesGcmSealer(secret(key));
    AesGcmOpener vectorOpener = new AesGcmOpener(secret(key));
    assertThat(hex(vectorSealer.seal(hex(nonce), hex(associatedData), hex(plaintext))))
        .isEqualTo(sealed);
    assertThat(hex(vectorOpener.open(hex(nonce), hex(associatedData), hex(sealed))))
        .isEqualTo(plaintext);
  }

  @Test
  void everyFlippedBitOfCiphertextTagNonceOrAssociatedDataIsRefused() {
    byte[] sealed = sealer.seal(NONCE, AAD, TEXT);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] changed = flip(sealed, bit);
      assertRefused(NONCE, AAD, changed);
    }
    for (int bit = 0; bit < NONCE.length * 8; bit++) {
      assertRefused(flip(NONCE, bit), AAD, sealed);
    }
    for (int bit = 0; bit < AAD.length * 8; bit++) {
      assertRefused(NONCE, flip(AAD, bit), sealed);
    }
  }

  @Test
  void everyTruncationAndAnyExtensionIsRefused() {
    byte[] sealed = sealer.seal(NONCE, AAD, TEXT);
    for (int length = 0; length < sealed.length; length++) {
      assertRefused(NONCE, AAD, Arrays.copyOf(sealed, length));
    }
    assertRefused(NONCE, AAD, Arrays.copyOf(sealed, sealed.length + 1));
  }

  @Test
  void everyWrongKeyIsRefused() {
    byte[] sealed = sealer.seal(NONCE, AAD, TEXT);
    for (int bit = 0; bit < KEY.length * 8; bit++) {
      AesGcmOpener other = new AesGcmOpener(secret(flip(KEY, bit)));
      assertThatExceptionOfType(AuthenticationException.class)
          .isThrownBy(() -> other.open(NONCE, AAD, sealed));
    }
  }

  @Test
  void theRefusalHasNoProviderExceptionInIt() {
    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> opener.open(NONCE, AAD, new byte[40]))
        .withNoCause()
        .withMessage("authentication failed: wrong key, or the data was changed");
  }

  @Test
  void anOpenerWorksOnAfterARefusal() throws AuthenticationException {
    byte[] sealed = sealer.seal(NONCE, AAD, TEXT);
    assertRefused(NONCE, AAD, flip(sealed, 0));
    assertThat(opener.open(NONCE, AAD, sealed)).isEqualTo(TEXT);
    assertThat(opener.open(NONCE, AAD, sealed)).isEqualTo(TEXT);
  }

  @Test
  void aNonceIsNeverUsedAgainNorALowerOne() {
    sealer.seal(NEXT, AAD, TEXT);
    assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal(NEXT, AAD, TEXT));
    assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal(NONCE, AAD, TEXT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sealer.seal(NEXT, AAD, ByteBuffer.wrap(TEXT), ByteBuffer.allocate(200)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sealer.seal(NEXT, AAD, TEXT, 0, 1, new byte[17], 0));
    assertThat(sealer.seal(counting(3, 12), AAD, TEXT)).hasSize(116);
  }

  @Test
  void aNonceOfAnotherLengthIsRefusedThoughGcmWouldTakeIt() {
    ByteBuffer sealed = ByteBuffer.wrap(sealer.seal(NONCE, AAD, TEXT));
    for (int length : new int[] {0, 11, 13, 16}) {
      byte[] nonce = new byte[length];
      assertThatIllegalArgumentException()
          .isThrownBy(() -> opener.open(nonce, AAD, sealed, ByteBuffer.allocate(128)));
      assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal(nonce, AAD, TEXT));
    }
  }

  @Test
  void noncesCountAsUnsignedNumbers() {
    byte[] half = new byte[12];
    half[11] = 0x7f;
    byte[] next = new byte[12];
    next[11] = (byte) 0x80;
    sealer.seal(half, AAD, TEXT);
    assertThat(sealer.seal(next, AAD, TEXT)).hasSize(116);
    assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal(half, AAD, TEXT));
  }

  @Test
  void theCallersNonceArrayMayBeCountedOnInPlace() {
    byte[] nonce = new byte[12];
    byte[] first = sealer.seal(nonce, AAD, TEXT);
    nonce[11]++;
    assertThat(sealer.seal(nonce, AAD, TEXT)).isNotEqualTo(first);
    assertThatIllegalArgumentException().isThrownBy(() -> sealer.seal(nonce, AAD, TEXT));
  }

  @Test
  void theVeryFirstNonceMayBeZero() throws AuthenticationException {
    byte[] zero = new byte[12];
    assertThat(opener.open(zero, AAD, sealer.seal(zero, AAD, TEXT))).isEqualTo(TEXT);
  }

  @Test
  void sectionsOfArraysAndInPlaceGiveTheSameBytes() throws AuthenticationException {
    byte[] expected = sealer.seal(NONCE, AAD, TEXT);
    byte[] room = new byte[200];
    System.arraycopy(TEXT, 0, room, 10, TEXT.length);
    AesGcmSealer again = new AesGcmSealer(secret(KEY));
    assertThat(again.seal(NONCE, AAD, room, 10, TEXT.length, room, 10)).isEqualTo(116);
    assertThat(Arrays.copyOfRange(room, 10, 126)).isEqualTo(expected);
    assertThat(opener.open(NONCE, AAD, room, 10, 116, room, 10)).isEqualTo(100);
    assertThat(Arrays.copyOfRange(room, 10, 110)).isEqualTo(TEXT);
    assertThat(opener.open(NONCE, AAD, expected, 0, 116, room, 50)).isEqualTo(100);
    assertThat(Arrays.copyOfRange(room, 50, 150)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void buffersGiveTheSameBytesAndMoveOn(boolean direct) throws AuthenticationException {
    byte[] expected = sealer.seal(NONCE, AAD, TEXT);
    ByteBuffer in = buffer(direct, 100).put(TEXT).flip();
    ByteBuffer out = buffer(direct, 120);
    assertThat(new AesGcmSealer(secret(KEY)).seal(NONCE, AAD, in, out)).isEqualTo(116);
    assertThat(in.hasRemaining()).isFalse();
    assertThat(out.position()).isEqualTo(116);
    byte[] sealed = new byte[116];
    out.flip().get(sealed).rewind();
    assertThat(sealed).isEqualTo(expected);
    ByteBuffer opened = buffer(direct, 100);
    assertThat(opener.open(NONCE, AAD, out, opened)).isEqualTo(100);
    assertThat(opened.flip()).isEqualTo(ByteBuffer.wrap(TEXT));
    assertThat(out.hasRemaining()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRefusalLeavesPositionsAndOnlyZerosBehind(boolean direct) {
    byte[] sealed = flip(sealer.seal(NONCE, AAD, TEXT), 800);
    ByteBuffer in = buffer(direct, 116).put(sealed).flip();
    ByteBuffer out = buffer(direct, 100);
    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> opener.open(NONCE, AAD, in, out));
    assertThat(in.position()).isZero();
    assertThat(out.position()).isZero();
    assertThat(out).isEqualTo(ByteBuffer.allocate(100));
    byte[] array = counting(1, 120);
    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> opener.open(NONCE, AAD, sealed, 0, 116, array, 10));
    assertThat(Arrays.copyOfRange(array, 10, 110)).containsOnly(0);
    assertThat(array[9]).isEqualTo((byte) 10);
    assertThat(array[110]).isEqualTo((byte) 111);
  }

  @Test
  void roomAndLengthsAreChecked() {
    byte[] sealed = sealer.seal(NONCE, AAD, TEXT);
    AesGcmSealer fresh = new AesGcmSealer(secret(KEY));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> fresh.seal(NONCE, AAD, TEXT, 0, 100, new byte[115], 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> fresh.seal(NONCE, AAD, TEXT, 1, 100, new byte[200], 0));
    assertThatExceptionOfType(BufferOverflowException.class)
        .isThrownBy(() -> fresh.seal(NONCE, AAD, ByteBuffer.wrap(TEXT), ByteBuffer.allocate(115)));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> opener.open(NONCE, AAD, sealed, 0, 116, new byte[99], 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> opener.open(NONCE, AAD, sealed, 1, 116, new byte[100], 0));
    assertThatExceptionOfType(BufferOverflowException.class)
        .isThrownBy(
            () -> opener.open(NONCE, AAD, ByteBuffer.wrap(sealed), ByteBuffer.allocate(99)));
    assertThatIllegalArgumentException().isThrownBy(() -> fresh.seal(new byte[11], AAD, TEXT));
    assertThatIllegalArgumentException().isThrownBy(() -> opener.open(new byte[13], AAD, sealed));
    assertThatIllegalArgumentException().isThrownBy(() -> new AesGcmSealer(secret(new byte[16])));
    assertThatIllegalArgumentException().isThrownBy(() -> new AesGcmOpener(secret(new byte[33])));
  }

  @Test
  void afterCloseNothingIsSealedOrOpened() {
    byte[] sealed = sealer.seal(NONCE, AAD, TEXT);
    sealer.close();
    opener.close();
    assertThatIllegalStateException().isThrownBy(() -> sealer.seal(NEXT, AAD, TEXT));
    assertThatIllegalStateException().isThrownBy(() -> opener.open(NONCE, AAD, sealed));
  }

  @Test
  void theKeyMayBeClosedOnceTheCipherHasIt() throws AuthenticationException {
    SecretBytes key = secret(KEY);
    try (AesGcmSealer own = new AesGcmSealer(key)) {
      key.close();
      assertThat(opener.open(NONCE, AAD, own.seal(NONCE, AAD, TEXT))).isEqualTo(TEXT);
    }
  }

  @Test
  void theTextTellsNothing() {
    assertThat(sealer).hasToString("AesGcmSealer[AES-256-GCM]");
    assertThat(opener).hasToString("AesGcmOpener[AES-256-GCM]");
  }

  private void assertRefused(byte[] nonce, byte[] associatedData, byte[] sealed) {
    assertThatExceptionOfType(AuthenticationException.class)
        .isThrownBy(() -> opener.open(nonce, associatedData, sealed));
  }

  private static ByteBuffer buffer(boolean direct, int size) {
    return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
  }
}
