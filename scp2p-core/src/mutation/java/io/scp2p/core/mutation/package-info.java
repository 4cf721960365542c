/**
 * What makes mutation testing affordable: fewer processes, fewer tries. Never part of the normal
 * build: profile {@code mutation}, run by the script {@code mutation}.
 */
@NullMarked
package io.scp2p.core.mutation;

import org.jspecify.annotations.NullMarked;
