/** The shortest program that does the main job, and the snippets of the embedding guide. */
@NullMarked
package io.scp2p.examples.quickstart;

import org.jspecify.annotations.NullMarked;
