/**
 * Errors as codes with advice: nobody should ever have to parse a message.
 *
 * <p>Everything the SDK signals is an {@link io.scp2p.api.error.Scp2pException} with an {@link
 * io.scp2p.api.error.ErrorCode}. The code has a number that never changes its meaning, and an
 * {@link io.scp2p.api.error.Advice} a program can act upon. The whole table is in {@code
 * docs/error-codes.md}.
 *
 * <p>Two things are not errors in this sense: {@link java.lang.NullPointerException} and {@link
 * java.lang.IllegalArgumentException} from constructors of values, which are bugs in the caller.
 */
@Stable
@NullMarked
package io.scp2p.api.error;

import io.scp2p.api.Stable;
import org.jspecify.annotations.NullMarked;
