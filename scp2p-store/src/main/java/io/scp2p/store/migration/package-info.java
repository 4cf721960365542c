/**
 * Which version of its tables a store was written by, and the steps to this one.
 *
 * <p>Versions only go forward: a store that a newer version has touched is refused rather than
 * guessed at. Each step ends in one batch that holds the new version, so a step has happened or it
 * has not; what it wrote before that batch it writes again when it was interrupted.
 */
@NullMarked
package io.scp2p.store.migration;

import org.jspecify.annotations.NullMarked;
