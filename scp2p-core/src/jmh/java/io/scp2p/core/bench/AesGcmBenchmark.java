package io.scp2p.core.bench;

import io.scp2p.core.crypto.AesGcmOpener;
import io.scp2p.core.crypto.AesGcmSealer;
import io.scp2p.core.crypto.AuthenticationException;
import io.scp2p.core.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** AES-256-GCM as the vault uses it, and the cipher of the JDK below it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class AesGcmBenchmark {
  private static final int TAG_BITS = 8 * AesGcmSealer.TAG_BYTES;

  @Param({"16", "256", "1024"})
  public int kibibytes;

  private final byte[] associatedData = new byte[32];
  private final byte[] ourNonce = new byte[AesGcmSealer.NONCE_BYTES];
  private final byte[] rawNonce = new byte[AesGcmSealer.NONCE_BYTES];
  private long sealed;
  private byte[] plaintext;
  private byte[] opened;
  private byte[] ours;
  private byte[] raw;
  private AesGcmSealer sealer;
  private AesGcmOpener opener;
  private SecretKeySpec rawKey;
  private Cipher encrypting;
  private Cipher decrypting;

  @Setup
  public void prepare() throws GeneralSecurityException {
    plaintext = new byte[1024 * kibibytes];
    opened = new byte[plaintext.length];
    ours = new byte[plaintext.length + AesGcmSealer.TAG_BYTES];
    raw = new byte[ours.length];
    byte[] key = new byte[AesGcmSealer.KEY_BYTES];
    key[0] = 7;
    sealer = new AesGcmSealer(SecretBytes.copyOf(key));
    opener = new AesGcmOpener(SecretBytes.copyOf(key));
    rawKey = new SecretKeySpec(key, "AES");
    encrypting = Cipher.getInstance("AES/GCM/NoPadding");
    decrypting = Cipher.getInstance("AES/GCM/NoPadding");
    seal();
    sealRaw();
  }

  /** Never the same twice: no cipher accepts that. */
  private byte[] next(byte[] nonce) {
    ByteBuffer.wrap(nonce).putLong(Integer.BYTES, ++sealed);
    return nonce;
  }

  @Benchmark
  public int seal() {
    return sealer.seal(next(ourNonce), associatedData, plaintext, 0, plaintext.length, ours, 0);
  }

  @Benchmark
  public int sealRaw() throws GeneralSecurityException {
    GCMParameterSpec parameters = new GCMParameterSpec(TAG_BITS, next(rawNonce));
    encrypting.init(Cipher.ENCRYPT_MODE, rawKey, parameters);
    encrypting.updateAAD(associatedData);
    return encrypting.doFinal(plaintext, 0, plaintext.length, raw, 0);
  }

  @Benchmark
  public int open() throws AuthenticationException {
    return opener.open(ourNonce, associatedData, ours, 0, ours.length, opened, 0);
  }

  @Benchmark
  public int openRaw() throws GeneralSecurityException {
    decrypting.init(Cipher.DECRYPT_MODE, rawKey, new GCMParameterSpec(TAG_BITS, rawNonce));
    decrypting.updateAAD(associatedData);
    return decrypting.doFinal(raw, 0, raw.length, opened, 0);
  }
}
