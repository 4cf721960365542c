/**
 * Communities: the token by which a community says that a node belongs to it (specification section
 * 11.2). Pure; times are unsigned unix seconds.
 */
@NullMarked
package io.scp2p.core.protocol.community;

import org.jspecify.annotations.NullMarked;
