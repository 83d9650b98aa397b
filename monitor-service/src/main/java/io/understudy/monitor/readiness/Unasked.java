package io.understudy.monitor.readiness;

import io.understudy.core.readiness.Fact;
import io.understudy.core.readiness.Facts;
import io.understudy.etcd.EtcdMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Members of an etcd that no endpoint leads to. Pure. */
final class Unasked {

  private static final String WHY =
      "not asked, as none of the endpoints that are configured leads to it";

  private Unasked() {}

  /**
   * @param endpoints each asked by itself
   * @param lists what was answered there
   */
  static List<Facts.Member> of(Collection<String> endpoints, List<Fact<EtcdMembers>> lists) {
    Map<Long, EtcdMembers.Member> all = new LinkedHashMap<>();
    Set<Long> answering = new HashSet<>();
    String silence = "no member says";
    for (Fact<EtcdMembers> list : lists) {
      switch (list) {
        case Fact.Unknown<EtcdMembers>(String why) -> silence = why;
        case Fact.Known<EtcdMembers>(EtcdMembers known) -> {
          answering.add(known.answering());
          known.all().forEach(member -> all.put(member.id(), member));
        }
      }
    }
    if (all.isEmpty()) {
      return List.of(
          Facts.Member.unasked("other members", "which there are is not known: " + silence));
    }
    List<Facts.Member> unasked = new ArrayList<>();
    for (EtcdMembers.Member member : all.values()) {
      // One that is named and silent is told of by its endpoint.
      if (!answering.contains(member.id()) && !isNamed(member, endpoints)) {
        unasked.add(Facts.Member.unasked(text(member), WHY));
      }
    }
    return unasked;
  }

  private static boolean isNamed(EtcdMembers.Member member, Collection<String> endpoints) {
    return member.clientUrls().stream()
        .map(Unasked::address)
        .anyMatch(url -> endpoints.stream().map(Unasked::address).anyMatch(url::equals));
  }

  /** Without what endpoints may be written with or without. */
  private static String address(String url) {
    return url.replaceFirst("^https?://", "").replaceFirst("/$", "");
  }

  private static String text(EtcdMembers.Member member) {
    String name = member.name().isEmpty() ? Long.toHexString(member.id()) : member.name();
    return "member " + name + " " + member.clientUrls();
  }
}
