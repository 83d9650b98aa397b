/** How fast the mirror is beside others, and how little memory it needs: what is measured, how. */
@NullMarked
package io.understudy.e2e.bench;

import org.jspecify.annotations.NullMarked;
