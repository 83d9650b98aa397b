package io.understudy.core.mirror;

/** Ends what a run is doing; caught by the run itself, never outside. */
abstract sealed class Interrupted extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private Interrupted(String message) {
    super(message, null, false, false);
  }

  /** Somebody else may write now. */
  static final class Deposed extends Interrupted {
    private static final long serialVersionUID = 1L;

    Deposed(String why) {
      super(why);
    }
  }

  /** The source's history does not reach back to the watermark: a difference is needed. */
  static final class HistoryLost extends Interrupted {
    private static final long serialVersionUID = 1L;

    HistoryLost(String why) {
      super(why);
    }
  }

  /** Another than the source that is followed may answer: who does is to be judged anew. */
  static final class Doubted extends Interrupted {
    private static final long serialVersionUID = 1L;

    Doubted(String why) {
      super(why);
    }
  }

  /** The source was restored meanwhile: only an operator may follow it any further. */
  static final class OtherLife extends Interrupted {
    private static final long serialVersionUID = 1L;

    OtherLife(String why) {
      super(why);
    }
  }

  /** The target takes less at once than was thought: begin anew with what is known now. */
  static final class TooLarge extends Interrupted {
    private static final long serialVersionUID = 1L;

    TooLarge(String why) {
      super(why);
    }
  }

  /** An operator asked for a pause or a difference, or the process is to stop. */
  static final class Requested extends Interrupted {
    private static final long serialVersionUID = 1L;
    private final Request request;

    Requested(Request request) {
      super(request.toString());
      this.request = request;
    }

    Request request() {
      return request;
    }
  }

  enum Request {
    PAUSE,
    RESYNC,
    STOP
  }
}
