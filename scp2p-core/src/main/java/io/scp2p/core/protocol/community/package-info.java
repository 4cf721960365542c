/**
 * Communities: the token by which a community says that a node belongs to it (specification section
 * 11.2), and what large ones need beyond v1 (section 20.1, docs/community-protocol.md): records
 * that members and publishers sign, the pages in which they are handed out, and the cursors between
 * them. Pure; times are unsigned unix seconds.
 */
@NullMarked
package io.scp2p.core.protocol.community;

import org.jspecify.annotations.NullMarked;
