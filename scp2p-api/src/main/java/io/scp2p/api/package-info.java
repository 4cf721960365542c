/**
 * What a host application compiles against. Start reading at {@link io.scp2p.api.id} for the names
 * of things.
 */
@Stable
@NullMarked
package io.scp2p.api;

import org.jspecify.annotations.NullMarked;
