/**
 * How a file is cut into chunks, what its hashes are, and whether what a peer sent matches them
 * (specification sections 1.2 and 12.1).
 *
 * <p>Everything here is a pure function of its arguments: no file is opened and no clock is read.
 * Sizes and hash lists that come from a peer are answered with an empty optional or {@code false};
 * exceptions are for bugs of the caller.
 */
@NullMarked
package io.scp2p.core.content;

import org.jspecify.annotations.NullMarked;
