/**
 * Search over everything this node follows or publishes. Strictly local: no query leaves the
 * machine.
 */
@Stable
@NullMarked
package io.scp2p.api.search;

import io.scp2p.api.Stable;
import org.jspecify.annotations.NullMarked;
