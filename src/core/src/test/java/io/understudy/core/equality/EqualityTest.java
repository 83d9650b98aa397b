package io.understudy.core.equality;

import static io.understudy.core.equality.DifferenceClass.CONTENT;
import static io.understudy.core.equality.DifferenceClass.ENCRYPTION_ONLY;
import static io.understudy.core.equality.DifferenceClass.EQUAL;
import static io.understudy.core.equality.DifferenceClass.STANDBY_OWNED;
import static io.understudy.core.equality.DifferenceClass.STATUS_ONLY;
import static org.assertj.core.api.Assertions.assertThat;

import io.understudy.core.port.Bytes;
import io.understudy.core.port.KeyValue;
import io.understudy.core.registry.StoredObject;
import io.understudy.core.registry.StoredObject.Message;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EqualityTest {

  private static final String TOKEN = "kubernetes.io/service-account-token";

  private static final String JSON =
      """
      {"apiVersion":"example.com/v1","kind":"Widget","metadata":{"annotations":{"a":"1"},\
      "finalizers":["f"],"generation":3,"labels":{"l":"1"},"managedFields":[{"manager":"m",\
      "operation":"Update"}],"name":"w","ownerReferences":[{"uid":"o"}],"resourceVersion":"7",\
      "uid":"u"},"spec":{"generation":1,"size":2,"status":"on"},"status":{"ready":true}}
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"ready\":true|\"ready\":false",
        "\"status\":{\"ready\":true}|\"status\":[1,{\"deep\":null}]",
        ",\"status\":{\"ready\":true}|''",
        "\"generation\":3|\"generation\":4",
        "\"operation\":\"Update\"|\"operation\":\"Apply\"",
        "\"resourceVersion\":\"7\",|''",
      })
  void inJsonWhatControllersReportIsStatus(String was, String is) {
    assertThat(JSON).contains(was);
    assertThat(json(JSON, JSON.replace(was, is))).isEqualTo(STATUS_ONLY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"size\":2|\"size\":3",
        "\"status\":\"on\"|\"status\":\"off\"",
        "\"spec\":{\"generation\":1|\"spec\":{\"generation\":2",
        "\"a\":\"1\"|\"a\":\"2\"",
        "\"l\":\"1\"|\"l\":\"2\"",
        "[\"f\"]|[]",
        "\"uid\":\"o\"|\"uid\":\"p\"",
        "\"uid\":\"u\"|\"deletionTimestamp\":\"2026-01-01T00:00:00Z\",\"uid\":\"u\"",
        "\"kind\":\"Widget\"|\"kind\":\"Gadget\"",
        "example.com/v1|example.com/v2",
        "\"size\":2|\"size\":\"2\"",
      })
  void inJsonAllElseIsContent(String was, String is) {
    assertThat(JSON).contains(was);
    assertThat(json(JSON, JSON.replace(was, is))).isEqualTo(CONTENT);
  }

  @Test
  void theSameBytesAreEqual() {
    assertThat(json(JSON, JSON)).isEqualTo(EQUAL);
    assertThat(Equality.between(Bytes.EMPTY, Bytes.EMPTY)).isEqualTo(EQUAL);
  }

  @ParameterizedTest
  @CsvSource({
    "apps/v1, Deployment",
    "v1, Service",
    "v1, Node",
    "batch/v1, CronJob",
    "policy/v1, PodDisruptionBudget",
    "apiregistration.k8s.io/v1, APIService",
    "flowcontrol.apiserver.k8s.io/v1, FlowSchema"
  })
  void inProtobufFieldThreeIsTheStatusOfKindsThatHaveOne(String version, String kind) {
    assertThat(Equality.between(thirdField(version, kind, "a"), thirdField(version, kind, "b")))
        .isEqualTo(STATUS_ONLY);
  }

  @ParameterizedTest
  @CsvSource({
    "v1, ConfigMap",
    "v1, Secret",
    "v1, ServiceAccount",
    "rbac.authorization.k8s.io/v1, RoleBinding",
    "rbac.authorization.k8s.io/v1, ClusterRole",
    "storage.k8s.io/v1, StorageClass",
    "apps/v1, ControllerRevision",
    "example.com/v1, Deployment",
    "apps/v1, Service"
  })
  void inProtobufFieldThreeIsContentOfAllOtherKinds(String version, String kind) {
    assertThat(Equality.between(thirdField(version, kind, "a"), thirdField(version, kind, "b")))
        .isEqualTo(CONTENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 17})
  void inProtobufCountedMetadataIsStatus(int field) {
    assertThat(Equality.between(metadataField(field, "a"), metadataField(field, "b")))
        .isEqualTo(STATUS_ONLY);
    assertThat(Equality.between(metadataField(field, "a"), metadataField(field, "longer")))
        .isEqualTo(STATUS_ONLY);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 8, 9, 11, 12, 13, 14})
  void inProtobufAllOtherMetadataIsContent(int field) {
    assertThat(Equality.between(metadataField(field, "a"), metadataField(field, "b")))
        .isEqualTo(CONTENT);
  }

  @Test
  void aFieldThatMovedOutOfTheMetadataIsContent() {
    Message meta = new Message().text(1, "x");
    Bytes inside = object("v1", "ConfigMap", new Message().message(1, meta.text(2, "moved")));
    Message outside = new Message().message(1, new Message().text(1, "x")).text(2, "moved");
    assertThat(Equality.between(inside, object("v1", "ConfigMap", outside))).isEqualTo(CONTENT);
  }

  @Test
  void theCaOfAServiceAccountTokenIsTheStandbysOwn() {
    assertThat(Equality.between(secret(TOKEN, "ca", "t"), secret(TOKEN, "another ca", "t")))
        .isEqualTo(STANDBY_OWNED);
    assertThat(json(jsonSecret(TOKEN, "ca", "t"), jsonSecret(TOKEN, "another", "t")))
        .isEqualTo(STANDBY_OWNED);
  }

  @Test
  void theTokenItselfIsContent() {
    assertThat(Equality.between(secret(TOKEN, "ca", "t"), secret(TOKEN, "ca", "u")))
        .isEqualTo(CONTENT);
    assertThat(json(jsonSecret(TOKEN, "ca", "t"), jsonSecret(TOKEN, "ca", "u"))).isEqualTo(CONTENT);
  }

  @Test
  void theCaInAnyOtherSecretIsContent() {
    assertThat(Equality.between(secret("Opaque", "ca", "t"), secret("Opaque", "b", "t")))
        .isEqualTo(CONTENT);
    assertThat(json(jsonSecret("Opaque", "ca", "t"), jsonSecret("Opaque", "b", "t")))
        .isEqualTo(CONTENT);
  }

  @Test
  void theTypeOfASecretIsContent() {
    assertThat(Equality.between(secret(TOKEN, "ca", "t"), secret("Opaque", "ca", "t")))
        .isEqualTo(CONTENT);
  }

  @Test
  void oneJsonAndOneProtobufAreContent() {
    StoredObject object = new StoredObject("apps/v1", "Deployment", "team", "web");
    assertThat(Equality.between(object.protobuf(), object.json())).isEqualTo(CONTENT);
  }

  @Test
  void theSamePlaintextInTwoEncryptionsIsEncryptionOnly() {
    Plaintext known = kv -> Optional.of(Bytes.utf8(JSON));
    assertThat(Equality.between(encrypted("1"), encrypted("2"), known, known))
        .isEqualTo(ENCRYPTION_ONLY);
  }

  @Test
  void theStatusOfEncryptedObjectsIsSeen() {
    Plaintext one = kv -> Optional.of(Bytes.utf8(JSON));
    Plaintext other = kv -> Optional.of(Bytes.utf8(JSON.replace("true", "false")));
    assertThat(Equality.between(encrypted("1"), encrypted("2"), one, other)).isEqualTo(STATUS_ONLY);
  }

  @Test
  void whatCannotBeDecryptedIsContent() {
    Plaintext none = Plaintext.UNENCRYPTED_ONLY;
    assertThat(Equality.between(encrypted("1"), encrypted("2"), none, none)).isEqualTo(CONTENT);
    assertThat(Equality.between(encrypted("1"), encrypted("1"), none, none)).isEqualTo(EQUAL);
  }

  @Test
  void onlyContentIsInconsistent() {
    assertThat(DifferenceClass.values())
        .filteredOn(DifferenceClass::isInconsistent)
        .containsExactly(CONTENT);
    assertThat(STANDBY_OWNED.text()).isEqualTo("standby-owned");
  }

  @Test
  void valuesCutShortAreContent() {
    Bytes whole = thirdField("apps/v1", "Deployment", "status");
    for (int length = 0; length < whole.length(); length++) {
      Bytes cut = Bytes.wrap(Arrays.copyOf(whole.array(), length));
      assertThat(Equality.between(whole, cut)).isIn(CONTENT, STATUS_ONLY);
      assertThat(Equality.between(cut, whole)).isIn(CONTENT, STATUS_ONLY);
    }
    Bytes json = Bytes.utf8(JSON);
    for (int length = 0; length < json.length() - 1; length++) {
      Bytes cut = Bytes.wrap(Arrays.copyOf(json.array(), length));
      assertThat(Equality.between(json, cut)).isEqualTo(CONTENT);
    }
  }

  @Test
  void anyBytesAreAnswered() {
    Random random = new Random(7);
    Bytes whole = thirdField("apps/v1", "Deployment", "status");
    for (int i = 0; i < 20_000; i++) {
      byte[] hostile = whole.array().clone();
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        hostile[random.nextInt(hostile.length)] = (byte) random.nextInt();
      }
      assertThat(Equality.between(whole, Bytes.wrap(hostile))).isNotNull();
    }
  }

  @Test
  void deepJsonIsAnswered() {
    String deep = "{\"apiVersion\":\"v1\",\"kind\":\"X\",\"metadata\":{},\"spec\":";
    String one = deep + "[".repeat(200_000) + "1" + "]".repeat(200_000) + "}";
    String two = deep + "[".repeat(200_000) + "2" + "]".repeat(200_000) + "}";
    assertThat(json(one, two)).isEqualTo(CONTENT);
  }

  private static DifferenceClass json(String one, String other) {
    return Equality.between(Bytes.utf8(one), Bytes.utf8(other));
  }

  private static KeyValue encrypted(String content) {
    return new KeyValue(
        Bytes.utf8("/registry/secrets/a/b"),
        Bytes.utf8("k8s:enc:aescbc:v1:key:" + content),
        1,
        1,
        1,
        0);
  }

  private static Bytes object(String version, String kind, Message object) {
    return StoredObject.envelope(new Message().text(1, version).text(2, kind), object);
  }

  private static Bytes thirdField(String version, String kind, String content) {
    Message meta = new Message().text(1, "x").text(5, "uid");
    return object(
        version,
        kind,
        new Message()
            .message(1, meta)
            .message(2, new Message().text(1, "spec"))
            .message(3, new Message().text(1, content)));
  }

  private static Bytes metadataField(int field, String content) {
    Message meta = new Message();
    for (int number = 1; number <= 17; number++) {
      meta.message(number, new Message().text(4, number == field ? content : "same"));
    }
    return object("apps/v1", "Deployment", new Message().message(1, meta));
  }

  private static Bytes secret(String type, String ca, String token) {
    Message object =
        new Message()
            .message(1, new Message().text(1, "x"))
            .message(2, new Message().text(1, "ca.crt").text(2, ca))
            .message(2, new Message().text(1, "token").text(2, token))
            .text(3, type);
    return object("v1", "Secret", object);
  }

  private static String jsonSecret(String type, String ca, String token) {
    return """
        {"apiVersion":"v1","data":{"ca.crt":"%s","token":"%s"},"kind":"Secret",\
        "metadata":{"name":"x"},"type":"%s"}"""
        .formatted(ca, token, type);
  }
}
