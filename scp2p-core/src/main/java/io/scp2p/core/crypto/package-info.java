/**
 * Cryptography, and the only package that names a provider of it.
 *
 * <p>Everything outside asks for what it means ({@link io.scp2p.core.crypto.Signatures}, {@link
 * io.scp2p.core.crypto.SigningKey}, {@link io.scp2p.core.crypto.AesGcmSealer}) and cannot tell
 * which library answers. Inside, Bouncy Castle's lightweight API does Ed25519, X25519, Argon2id and
 * ChaCha20-Poly1305, the JDK does SHA-256, HMAC and AES-GCM; docs/decisions/0012 has the
 * measurements. No provider is ever registered: a library must not change what the host's own
 * {@code getInstance} calls return.
 *
 * <p><b>Secrets.</b> A secret lives in {@link io.scp2p.core.crypto.SecretBytes} or in a key type
 * around it: wiped on close, never printed, not serializable, compared in constant time, and
 * exported only against a {@link io.scp2p.api.spi.SecretAccess}. Wiping is best effort: the JVM may
 * have moved an array before, and a cipher keeps its expanded key until it is collected.
 *
 * <p><b>Hostile input.</b> Keys, signatures and ciphertexts from a peer or from disk never raise
 * anything but {@link io.scp2p.core.crypto.AuthenticationException} or {@link
 * io.scp2p.core.crypto.MalformedSecretException}, or are answered with {@code false} or an empty
 * optional. An {@link java.lang.IllegalArgumentException} or {@link
 * java.lang.IllegalStateException} from here is a bug of the caller.
 *
 * <p><b>Threads.</b> Static methods and all key types are safe to share. Ciphers ({@code
 * AesGcmSealer}, {@code AesGcmOpener}) belong to one thread at a time.
 */
@NullMarked
package io.scp2p.core.crypto;

import org.jspecify.annotations.NullMarked;
