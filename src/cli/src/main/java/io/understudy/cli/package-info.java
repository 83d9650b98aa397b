/** The command line: asks the three services over REST, and shows what they say. */
@NullMarked
package io.understudy.cli;

import org.jspecify.annotations.NullMarked;
