/**
 * The node that a host gets: puts the parts together, starts them in order and ends them in the
 * opposite one.
 *
 * <p>Start reading at {@code EngineProvider}, then {@code NodeCore}.
 */
@NullMarked
package io.scp2p.core.engine.node;

import org.jspecify.annotations.NullMarked;
