/**
 * Communities at work: who has joined what, who else takes part, and what they share with each
 * other (specification section 11 and docs/community-protocol.md).
 */
@NullMarked
package io.scp2p.core.engine.community;

import org.jspecify.annotations.NullMarked;
