package io.understudy.failover.ports;

import io.understudy.core.failover.Fencing;
import io.understudy.core.failover.Parameter;
import io.understudy.core.failover.Parameters;
import io.understudy.failover.web.Webhook;
import io.understudy.failover.web.WebhookEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What runbooks say of ports. */
final class PortFields {

  private static final int MAX_MILLIS = 600_000;

  static final List<Parameter> PARAMETERS =
      List.of(
          Parameter.objects("vips", "the addresses with what serves them", vipFields()),
          Parameter.number("attempts", "connections in a row that prove it, 3 otherwise", 1, 1000)
              .optional(),
          Parameter.number(
                  "connect-timeout-ms",
                  "after which a connection counts as unanswered, 3000 otherwise",
                  10,
                  MAX_MILLIS)
              .optional(),
          Parameter.number(
                  "api-timeout-ms",
                  "of one call that closes or opens, 5000 otherwise",
                  10,
                  MAX_MILLIS)
              .optional(),
          Parameter.number("every-ms", "pause between two looks, 500 otherwise", 10, MAX_MILLIS)
              .optional());

  private PortFields() {}

  private static List<Parameter> vipFields() {
    return Stream.concat(
            Stream.of(
                Parameter.text("name", "what it is called here, unique in the step"),
                Parameter.text("address", "the VIP, a number or a name"),
                Parameter.number("port", "2379 otherwise", 1, 65_535).optional(),
                Parameter.choice(
                    "via",
                    "what closes and opens it",
                    List.of("haproxy", "service", "webhook", "manual")),
                Parameter.flag("may-be-dead", "it counts as closed if nothing answers there")
                    .optional(),
                Parameter.flag(
                        Fencing.FENCES,
                        "users write by it, so that closing it is a fence; true otherwise, but for"
                            + " port 2379")
                    .optional(),
                Parameter.choice(
                        "sessions",
                        "whether connections that are open must end, must-end otherwise",
                        List.of("must-end", "may-stay"))
                    .optional(),
                Parameter.texts(
                        "runtime-apis",
                        "haproxy: host:port or unix socket of each HAProxy that serves the VIP")
                    .optional(),
                Parameter.text("frontend", "haproxy: the frontend that listens").optional(),
                Parameter.text("namespace", "service: its namespace").optional(),
                Parameter.text("service", "service: its name").optional(),
                Parameter.text("kubeconfig-file", "service: of its cluster, this one otherwise")
                    .optional(),
                Parameter.text("instructions", "manual: what the person does").optional()),
            Webhook.OPTIONAL_PARAMETERS.stream())
        .toList();
  }

  static List<Vip> vips(Parameters with) {
    return with.objects("vips").stream().map(PortFields::vip).toList();
  }

  private static Vip vip(Parameters fields) {
    return new Vip(
        fields.text("name"),
        fields.text("address"),
        (int) fields.number("port", Fencing.ETCD_PORT),
        fields.flag("may-be-dead", false),
        fields.text("sessions", "must-end").equals("may-stay"),
        Fencing.fences(fields),
        way(fields));
  }

  private static Way way(Parameters fields) {
    return switch (fields.text("via")) {
      case "haproxy" ->
          missing(fields, "runtime-apis", "frontend")
              .orElseGet(
                  () -> new Way.HaProxy(fields.texts("runtime-apis"), fields.text("frontend")));
      case "service" ->
          missing(fields, "namespace", "service")
              .orElseGet(
                  () ->
                      new Way.Service(
                          fields.text("namespace"),
                          fields.text("service"),
                          fields.findText("kubeconfig-file")));
      case "webhook" -> hook(Webhook.of(fields));
      default -> new Way.Manual(fields.text("instructions", ""));
    };
  }

  private static Way hook(Webhook webhook) {
    return webhook.problems().isEmpty()
        ? new Way.Hook(webhook)
        : new Way.Unusable(String.join("; ", webhook.problems()));
  }

  private static Optional<Way> missing(Parameters fields, String... names) {
    return Stream.of(names)
        .filter(name -> !fields.has(name))
        .findFirst()
        .map(
            name ->
                new Way.Unusable(
                    "it lacks '"
                        + name
                        + "', which via: "
                        + fields.text("via")
                        + " needs; add it"));
  }

  /** What is wrong with them before anything is asked. */
  static List<String> problems(List<Vip> vips) {
    List<String> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    if (vips.isEmpty()) {
      problems.add("'vips' is empty; name at least one");
    }
    for (Vip vip : vips) {
      if (!WebhookEvent.isName(vip.name())) {
        problems.add(
            "the VIP's name '"
                + vip.name()
                + "' is none; use letters, digits, dots, dashes and underscores");
      } else if (!names.add(vip.name())) {
        problems.add("two VIPs are called '" + vip.name() + "'; give each its own name");
      }
    }
    return problems;
  }
}
