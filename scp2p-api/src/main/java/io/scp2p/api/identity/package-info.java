/**
 * The keys of this node and of what it publishes.
 *
 * <p>Secrets are types of their own. They leave the SDK only against a {@link
 * io.scp2p.api.spi.SecretAccess} token, are wiped on close, and never appear in {@code toString()},
 * logs or exceptions.
 */
@Stable
@NullMarked
package io.scp2p.api.identity;

import io.scp2p.api.Stable;
import org.jspecify.annotations.NullMarked;
