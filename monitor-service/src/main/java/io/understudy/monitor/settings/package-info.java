/** What an operator may set, checked before anything starts. */
@NullMarked
package io.understudy.monitor.settings;

import org.jspecify.annotations.NullMarked;
