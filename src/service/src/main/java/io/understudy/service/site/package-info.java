/** What sync-service tells of its site's role, and how the other site's is asked for it. */
@NullMarked
package io.understudy.service.site;

import org.jspecify.annotations.NullMarked;
