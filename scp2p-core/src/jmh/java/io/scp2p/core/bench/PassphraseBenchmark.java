package io.scp2p.core.bench;

import io.scp2p.core.crypto.Argon2Cost;
import io.scp2p.core.crypto.Argon2id;
import io.scp2p.core.crypto.Pbkdf2;
import io.scp2p.core.crypto.SecretBytes;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What unlocking a stored secret costs, which is meant to be much. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
public class PassphraseBenchmark {
  private static final int KEY_BYTES = 32;

  private final byte[] salt = new byte[Argon2id.SALT_BYTES];
  private SecretBytes passphrase;

  @Setup
  public void prepare() {
    passphrase = SecretBytes.ofUtf8("correct horse battery staple".toCharArray());
  }

  @Benchmark
  public SecretBytes pbkdf2() {
    return Pbkdf2.derive(passphrase, salt, Pbkdf2.ITERATIONS, KEY_BYTES);
  }

  @Benchmark
  public SecretBytes argon2id() {
    return Argon2id.derive(passphrase, salt, Argon2Cost.DEFAULT, KEY_BYTES);
  }
}
