package io.understudy.sync.replica;

import io.understudy.core.control.UnparkRecord;
import io.understudy.core.mirror.Leadership;
import io.understudy.core.mirror.RunContext;
import io.understudy.core.port.EtcdException;
import io.understudy.core.role.SiteRecords;
import io.understudy.core.role.UnparkContext;
import io.understudy.core.role.Unparker;
import io.understudy.sync.settings.Settings;
import org.jboss.logging.Logger;

/** On a promoted site: puts the parked objects in place when that was asked for. */
final class UnparkWorker {

  private static final Logger LOG = Logger.getLogger(UnparkWorker.class);

  private final UnparkContext context;
  private final String link;

  UnparkWorker(RunContext mirror, Settings settings, StopSignal stop) {
    this.link = settings.link();
    this.context =
        new UnparkContext(
            mirror.target(),
            mirror.keys(),
            mirror.classifier(),
            mirror.leadership(),
            settings.holder(),
            stop,
            settings.roles().unpark(),
            stop::isSet);
  }

  /**
   * Works until it is done or another does, if there is something to do.
   *
   * @throws EtcdException if the target does not answer
   * @throws io.understudy.core.control.CorruptRecordException if a record cannot be read
   */
  void workIfAsked() {
    SiteRecords records = SiteRecords.read(context.target(), context.keys());
    UnparkRecord asked = records.unpark();
    if (asked == null || asked.isDone()) {
      return;
    }
    if (!(context.leadership().attemptOnPromoted() instanceof Leadership.Attempt.Leading)) {
      return;
    }
    try {
      LOG.infof("Unpark begins link=%s state=%s", link, asked.state());
      report(new Unparker(context).run());
    } finally {
      context.leadership().resign();
    }
  }

  private void report(Unparker.End end) {
    switch (end) {
      case Unparker.End.Done done ->
          LOG.infof(
              "Unpark done link=%s total=%d done=%d left=%d noted=%d",
              link,
              done.record().total(),
              done.record().done(),
              done.record().leftCount(),
              done.record().noteCount());
      case Unparker.End.Nothing nothing -> LOG.infof("Nothing left to unpark link=%s", link);
      case Unparker.End.Interrupted interrupted ->
          LOG.infof("Unpark interrupted link=%s reason=\"%s\"", link, interrupted.why());
    }
  }
}
