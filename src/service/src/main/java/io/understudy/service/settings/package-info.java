/**
 * What every service is told: its two etcds, the rules, files of secrets; and how bad values are
 * named.
 */
@NullMarked
package io.understudy.service.settings;

import org.jspecify.annotations.NullMarked;
