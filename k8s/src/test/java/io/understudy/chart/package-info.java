/** The chart and the cluster plugin, held to their policy. */
package io.understudy.chart;
