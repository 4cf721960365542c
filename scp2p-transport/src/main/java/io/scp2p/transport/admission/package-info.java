/** Who may take a place: limits that hold for every listener of a transport. */
@NullMarked
package io.scp2p.transport.admission;

import org.jspecify.annotations.NullMarked;
