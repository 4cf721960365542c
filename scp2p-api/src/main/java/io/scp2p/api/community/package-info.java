/**
 * Communities: groups of nodes that list public shares to each other (specification section 11).
 *
 * <p>Whoever knows a community's key can join. Only tokens signed by that key prove membership, and
 * only nodes in strict mode ask for them.
 */
@Preview
@NullMarked
package io.scp2p.api.community;

import io.scp2p.api.Preview;
import org.jspecify.annotations.NullMarked;
