/** How the node is doing, in numbers and in words. */
@Preview
@NullMarked
package io.scp2p.api.diagnostics;

import io.scp2p.api.Preview;
import org.jspecify.annotations.NullMarked;
