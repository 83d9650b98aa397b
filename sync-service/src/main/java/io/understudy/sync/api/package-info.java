/** The REST API for people and scripts. */
@NullMarked
package io.understudy.sync.api;

import org.jspecify.annotations.NullMarked;
