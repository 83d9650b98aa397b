/**
 * What an old primary has that the site promoted in its place never got: late writes and late
 * deletes, exactly.
 */
@NullMarked
package io.understudy.core.orphan;

import org.jspecify.annotations.NullMarked;
