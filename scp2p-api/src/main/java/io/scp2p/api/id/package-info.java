/**
 * The names of things: fixed-length values that cannot be mixed up.
 *
 * <p>Every identifier is a final class of its own around a byte string of one length. They compare
 * by content, sort as unsigned big-endian numbers, print as lower-case hexadecimal and never hand
 * out the array they hold.
 */
@Stable
@NullMarked
package io.scp2p.api.id;

import io.scp2p.api.Stable;
import org.jspecify.annotations.NullMarked;
