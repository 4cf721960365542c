/**
 * Where decisions become actions: the only threads of the core.
 *
 * <p>One {@link Loop} for each node owns all of its machines, so protocol code has no locks.
 * Transports, stores and executors only post to it. In a simulation the loop is the simulated world
 * itself; nothing else here knows the difference.
 */
@NullMarked
package io.scp2p.core.engine;

import org.jspecify.annotations.NullMarked;
