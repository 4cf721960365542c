/** A node on the command line. It uses nothing but the public API. */
@NullMarked
package io.scp2p.examples.node;

import org.jspecify.annotations.NullMarked;
