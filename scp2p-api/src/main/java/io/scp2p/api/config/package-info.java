/**
 * Settings of a node: immutable, checked, every default a named constant with its reason.
 *
 * <p>A setter checks its own value and names it in the error; setting a thing twice is an error;
 * {@code build()} checks what contradicts. Times are {@link java.time.Duration}, sizes end in
 * {@code Bytes}. Printing a configuration is safe: secrets are not settings.
 *
 * <p>A section may get more components in a minor version. Build it with its builder; the old
 * canonical constructor then stays as a second one.
 */
@Stable
@NullMarked
package io.scp2p.api.config;

import io.scp2p.api.Stable;
import org.jspecify.annotations.NullMarked;
