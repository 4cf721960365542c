/** The other end of the interface, for the command line. */
@NullMarked
package io.scp2p.examples.node.daemon.client;

import org.jspecify.annotations.NullMarked;
