/**
 * Datagrams in the local networks of this machine (specification section 15): IPv4 broadcast on
 * every interface that is up, received on a port that several nodes of one machine share.
 *
 * <p><b>Threads.</b> One daemon thread for each socket reads, sends, and looks at the interfaces.
 * It reads so many datagrams in a second and no more: the rest of a flood is the kernel's to drop.
 */
@NullMarked
package io.scp2p.transport.lan;

import org.jspecify.annotations.NullMarked;
