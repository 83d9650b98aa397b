/** YAML of others, read without building objects of its choice. */
@NullMarked
package io.understudy.core.yaml;

import org.jspecify.annotations.NullMarked;
