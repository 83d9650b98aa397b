/** What an old primary has left, and how it becomes the standby of this site. */
@NullMarked
package io.understudy.failover.reprotect;

import org.jspecify.annotations.NullMarked;
