/**
 * Moving content: downloads, uploads, and the handle that all transfers share.
 *
 * <p>A transfer is hot. It runs whether or not anyone subscribes, and dropping a subscription never
 * stops it; only {@link io.scp2p.api.transfer.TransferHandle#cancel()} does. Closing the node
 * suspends it: it is there again after the next start.
 */
@Stable
@NullMarked
package io.scp2p.api.transfer;

import io.scp2p.api.Stable;
import org.jspecify.annotations.NullMarked;
