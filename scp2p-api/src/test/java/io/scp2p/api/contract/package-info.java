/**
 * What every implementation of a service interface must do, as tests to inherit.
 *
 * <p>An implementer extends {@link io.scp2p.api.contract.TransportContract} in a test class of its
 * own and says how its nodes are made, killed and counted. The same tests then run against sockets
 * in real time and against a simulated network in no time: all waiting goes through one {@link
 * io.scp2p.api.contract.Waiter}.
 */
@NullMarked
package io.scp2p.api.contract;

import org.jspecify.annotations.NullMarked;
