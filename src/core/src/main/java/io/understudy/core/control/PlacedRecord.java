package io.understudy.core.control;

import io.understudy.core.port.Bytes;

/**
 * A Txn that put parked objects in place: {@code /understudy/<link>/placed/<key>}, by the first of
 * them. Its revision is all that it says.
 */
public final class PlacedRecord {

  public static final Bytes JSON = Json.write(Json.record());

  private PlacedRecord() {}
}
