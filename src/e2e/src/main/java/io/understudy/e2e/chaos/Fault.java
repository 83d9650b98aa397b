package io.understudy.e2e.chaos;

import java.util.OptionalInt;

/** Something that goes wrong for a while, or an operator's work at an unlucky moment. */
sealed interface Fault {

  /** Two faults of one resource never hold at the same time. */
  String resource();

  /** Whether it happens within an etcd: to a member, or to what its members share. */
  default boolean isOf(Side side) {
    return switch (this) {
      case Kill kill -> isMemberOf(side, kill.victim());
      case Suspend suspend -> isMemberOf(side, suspend.victim());
      case LeaderMoves moves -> moves.side() == side;
      case Compaction compaction -> compaction.side() == side;
      case Defragmentation some -> some.member().side() == side;
      case Isolated isolated -> isolated.member().side() == side;
      case Replaced replaced -> replaced.member().side() == side;
      case NoSpace full -> side == Side.TARGET;
      case BadPeers peers -> peers.member().side() == side;
      case BadLink link -> false;
      case BadCalls calls -> false;
      case CertificatesRotated rotated -> false;
      case CredentialsRevoked revoked -> false;
    };
  }

  /** Whether it happens to this process. */
  default boolean isOf(Victim victim) {
    return resource().equals(victim.toString());
  }

  private static boolean isMemberOf(Side side, Victim victim) {
    return victim instanceof Victim.Member member && member.side() == side;
  }

  /** Which etcd. */
  enum Side {
    SOURCE,
    TARGET
  }

  /** What is a process. */
  sealed interface Victim {

    /** Of an etcd, numbered from 0. */
    record Member(Side side, int number) implements Victim {}

    /** A sync-service, numbered from 0. */
    record Mirror(int number) implements Victim {}

    record Monitor() implements Victim {}

    record Failover() implements Victim {}

    /** An HAProxy. */
    enum Proxy implements Victim {
      /** By which users reach the source. */
      OF_USERS,
      /** By which the other services reach the mirrors. */
      OF_MIRRORS
    }
  }

  /** Who asks whom. */
  enum Calls {
    MONITOR_TO_MIRRORS,
    FAILOVER_TO_MIRRORS,
    FAILOVER_TO_MONITOR
  }

  /** What can be wrong with a link, both ways if not said otherwise. */
  enum Trouble {
    /** Connections are reset, and refused from then on. */
    CUT,
    /** Connections stay open and nothing passes. */
    STALL,
    /** Requests arrive, answers do not. */
    MUTE,
    /** Requests wait and are delivered at the end, those of clients that have gone too. */
    LATE,
    DELAY,
    THROTTLE,
    /** The server sees a reset, the client is told nothing. */
    REQUESTS_CUT,
    /** The client sees a reset, the server is told nothing. */
    ANSWERS_CUT,
    /** Requests wait; those of clients that have gone may be lost. */
    REQUESTS_STALL,
    REQUESTS_DELAY,
    ANSWERS_DELAY,
    REQUESTS_THROTTLE,
    ANSWERS_THROTTLE
  }

  /** SIGKILL; it is started again when this ends. */
  record Kill(Victim victim) implements Fault {
    @Override
    public String resource() {
      return victim.toString();
    }
  }

  /** SIGSTOP; SIGCONT when this ends. */
  record Suspend(Victim victim) implements Fault {
    @Override
    public String resource() {
      return victim.toString();
    }
  }

  /**
   * Links from a service to an etcd.
   *
   * @param from no member
   * @param member the only one to which it is bad; all if empty
   */
  record BadLink(Victim from, Side to, OptionalInt member, Trouble trouble) implements Fault {
    @Override
    public String resource() {
      return "link of " + from + " to " + to;
    }
  }

  /**
   * No message of raft passes between it and the other members; clients reach all of them. That
   * begins with the end of all connections between members.
   */
  record Isolated(Victim.Member member) implements Fault {
    @Override
    public String resource() {
      return "peers of " + member;
    }
  }

  /**
   * The link by which the others reach this member: what they post to it, and what it says over the
   * streams that they open. It opens streams to them by their links, which are well.
   */
  record BadPeers(Victim.Member member, Trouble trouble) implements Fault {
    @Override
    public String resource() {
      return "peers of " + member;
    }
  }

  /** What services ask each other. */
  record BadCalls(Calls calls, Trouble trouble) implements Fault {
    @Override
    public String resource() {
      return "calls " + calls;
    }
  }

  /** It is removed from the cluster, its disk is gone; a new one takes its place and address. */
  record Replaced(Victim.Member member) implements Fault {
    @Override
    public String resource() {
      return member.toString();
    }
  }

  /** New ones of the same CA for both etcds and the services; connections that are open stay. */
  record CertificatesRotated() implements Fault {
    @Override
    public String resource() {
      return "certificates";
    }
  }

  /** What the services show is revoked, their connections end; they get another one at the end. */
  record CredentialsRevoked() implements Fault {
    @Override
    public String resource() {
      return "certificates";
    }
  }

  /** The leader hands over to another member. */
  record LeaderMoves(Side side) implements Fault {
    @Override
    public String resource() {
      return "leader of " + side;
    }
  }

  /** The history up to now is dropped. */
  record Compaction(Side side) implements Fault {
    @Override
    public String resource() {
      return "history of " + side;
    }
  }

  /** A member gives free space back, and answers nobody meanwhile. */
  record Defragmentation(Victim.Member member) implements Fault {
    @Override
    public String resource() {
      return member.toString();
    }
  }

  /** The target's alarm NOSPACE: it refuses every put until the alarm is disarmed. */
  record NoSpace() implements Fault {
    @Override
    public String resource() {
      return "space of TARGET";
    }
  }
}
