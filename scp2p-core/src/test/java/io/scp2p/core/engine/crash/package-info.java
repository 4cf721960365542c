/**
 * Nodes in processes of their own that are killed at any moment, and what is left of them. A child
 * says on its standard output what it was promised; its parent holds the next run of the node to
 * it.
 */
@NullMarked
package io.scp2p.core.engine.crash;

import org.jspecify.annotations.NullMarked;
