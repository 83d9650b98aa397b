/** The records that the mirror keeps in the target etcd below {@code /understudy/<link>/}. */
@NullMarked
package io.understudy.core.control;

import org.jspecify.annotations.NullMarked;
