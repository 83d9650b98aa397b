package io.understudy.core.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.understudy.core.port.Bytes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncryptionFileTest {

  private static final String HEAD =
      "apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n";
  private static final String SECRET = "QUFBQUFBQUFBQUFBQUFBQQ==";
  private static final Bytes PLAIN = Bytes.utf8("plain");

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          secrets,             /registry/secrets/ns/a,                      true
          secrets,             /registry/configmaps/ns/a,                   false
          secrets,             /registry/example.com/secrets/ns/a,          false
          deployments.apps,    /registry/deployments/ns/a,                  true
          deployments,         /registry/deployments/ns/a,                  false
          nodes,               /registry/minions/a,                         true
          services,            /registry/services/specs/ns/a,               true
          ingresses.networking.k8s.io, /registry/ingress/ns/a,              true
          brandnews.some.k8s.io, /registry/brandnews/ns/a,                  true
          '*.some.k8s.io',     /registry/brandnews/ns/a,                    false
          widgets.example.com, /registry/example.com/widgets/ns/a,          true
          widgets.example.com, /registry/other.com/widgets/ns/a,            false
          '*.example.com',     /registry/example.com/widgets/ns/a,          true
          '*.example.com',     /registry/secrets/ns/a,                      false
          '*.apps',            /registry/deployments/ns/a,                  true
          '*.',                /registry/secrets/ns/a,                      true
          '*.',                /registry/deployments/ns/a,                  false
          '*.*',               /registry/secrets/ns/a,                      true
          '*.*',               /registry/example.com/widgets/ns/a,          true
          '*.*',               compact_rev_key,                             false
          """)
  void anEntryNamesResourcesAsTheApiServerDoes(String resource, String key, boolean named) {
    var configuration = parse(entry("'" + resource + "'", aes("aescbc")));

    Reading plain = configuration.read(Bytes.utf8(key), PLAIN);

    assertThat(plain)
        .isEqualTo(named ? new Reading.Refused(Reading.Why.NO_IDENTITY) : new Reading.Plain());
  }

  @Test
  void theFirstEntryThatNamesTheResourceDecides() {
    var configuration = parse(entry("secrets", aes("aescbc")) + entry("'*.*'", "{identity: {}}"));

    assertThat(configuration.read(Bytes.utf8("/registry/secrets/ns/a"), PLAIN))
        .isEqualTo(new Reading.Refused(Reading.Why.NO_IDENTITY));
    assertThat(configuration.read(Bytes.utf8("/registry/configmaps/ns/a"), PLAIN))
        .isEqualTo(new Reading.Plain());
  }

  @Test
  void whatAPluginEncryptedIsKnownAsThePluginsOnly() {
    var configuration =
        parse(
            entry(
                "secrets",
                "{kms: {apiVersion: v2, name: vault, endpoint: 'unix:///x', timeout: 3s}}"));

    assertThat(read(configuration, "k8s:enc:kms:v2:vault:bytes")).isEqualTo(new Reading.Plugin());
    assertThat(read(configuration, "k8s:enc:kms:v1:vault:bytes")).isEqualTo(new Reading.Plugin());
    assertThat(read(configuration, "k8s:enc:kms:v2:other:bytes"))
        .isEqualTo(new Reading.Refused(Reading.Why.NO_KEY));
  }

  @Test
  void aValueThatNothingFitsSaysWhy() {
    var configuration = parse(entry("secrets", aes("aescbc")) + entry("events", "{identity: {}}"));

    assertThat(read(configuration, "k8s:enc:aescbc:v1:other:bytes"))
        .isEqualTo(new Reading.Refused(Reading.Why.NO_KEY));
    assertThat(read(configuration, "k8s:enc:aesgcm:v1:key1:bytes"))
        .isEqualTo(new Reading.Refused(Reading.Why.NO_KEY));
    assertThat(read(configuration, "k8s:enc:aescbc:v1:key1:bytes"))
        .isEqualTo(new Reading.Refused(Reading.Why.WRONG_KEY));
    assertThat(
            configuration.read(
                Bytes.utf8("/registry/configmaps/ns/a"), Bytes.utf8("k8s:enc:aescbc:v1:key1:x")))
        .isEqualTo(new Reading.Refused(Reading.Why.NOT_LISTED));
  }

  @Test
  void jsonIsReadToo() {
    String json =
        """
        {"apiVersion": "apiserver.config.k8s.io/v1", "kind": "EncryptionConfiguration",
         "resources": [{"resources": ["secrets"], "providers": [{"identity": {}}]}]}
        """;

    assertThat(read(parse(json), "plain")).isEqualTo(new Reading.Plain());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          resources: {}                                                                   | 3 | must be a list
          resources: []                                                                   | 3 | not empty
          more: 1                                                                         | 3 | allowed: apiVersion, kind, resources
          resources: [{resources: [secrets]}]                                             | 3 | has no 'providers'
          resources: [{resources: [], providers: [{identity: {}}]}]                       | 3 | not empty
          resources: [{resources: [1], providers: [{identity: {}}]}]                      | 3 | must be text
          resources: [{resources: [*x], providers: [{identity: {}}]}]                     | 3 | aliases are not allowed
          resources: [{resources: [a], providers: [{rot13: {}}]}]                         | 3 | allowed: aescbc, aesgcm, identity, kms, secretbox
          resources: [{resources: [a], providers: [{identity: {}, kms: {name: a}}]}]      | 3 | exactly one provider
          resources: [{resources: [a], providers: [{kms: {}}]}]                           | 3 | has no 'name'
          resources: [{resources: [a], providers: [{aescbc: {keys: []}}]}]                | 3 | not empty
          resources: [{resources: [a], providers: [{aescbc: {keys: [{name: a}]}}]}]       | 3 | has no 'secret'
          resources: [{resources: [a], providers: [{aescbc: {keys: [{name: a, name: b}]}}]}] | 3 | given twice
          resources: [{resources: [a], providers: [{aescbc: {keys: [{name: '', secret: QUJD}]}}]}] | 3 | is empty
          resources: [{resources: [a], providers: [{aescbc: {keys: [{name: a, secret: QUJD}]}}]}] | 3 | 3 bytes long, it must be 16, 24 or 32
          resources: [{resources: [a], providers: [{aesgcm: {keys: [{name: a, secret: QUJD}]}}]}] | 3 | 16, 24 or 32
          resources: [{resources: [a], providers: [{secretbox: {keys: [{name: a, secret: "QUFBQUFBQUFBQUFBQUFBQQ=="}]}}]}] | 3 | 16 bytes long, it must be 32
          resources: [{resources: [a], providers: [{aesgcm: {keys: [{name: a, secret: 'Q~~~~'}]}}]}] | 3 | not base64
          resources: [                                                                    | 3 | not YAML
          """)
  void whatIsWrongIsNamedWithItsLine(String rest, int line, String problem) {
    var refused =
        catchThrowableOfType(EncryptionFileException.class, () -> parse(HEAD + rest, "file.yaml"));

    assertThat(refused).hasMessageStartingWith("file.yaml:" + line + ": ");
    assertThat(refused).hasMessageContaining(problem);
  }

  @Test
  void otherFilesAreRefusedByTheirKind() {
    for (String text :
        List.of(
            "", "apiVersion: v1\nkind: EncryptionConfiguration\n", HEAD.replace("Enc", "Dec"))) {
      assertThat(catchThrowableOfType(EncryptionFileException.class, () -> parse(text, "f")))
          .as(text)
          .isNotNull();
    }
  }

  @Test
  void neverIsAnythingOfTheFileInTheMessage() {
    for (String broken :
        List.of(
            "SECRETMATERIAL: 1",
            "resources: SECRETMATERIAL",
            "resources: [{resources: [a], providers: [{aescbc: {keys: [{SECRETMATERIAL: x}]}}]}]",
            "resources: [{resources: [a], providers: [{SECRETMATERIAL: {}}]}]",
            "resources: [{resources: [a], providers: [{aescbc: {keys:"
                + " [{name: a, secret: SECRETMATERIAL~}]}}]}]",
            "resources: [{resources: [a], providers: [{aescbc: {keys:"
                + " [{name: a, secret: SECRETMATERIAL}]}}]}]",
            "resources: &SECRETMATERIAL [*SECRETMATERIAL]",
            "resources: *SECRETMATERIAL",
            "resources: !<SECRETMATERIAL> [}",
            "resources: \"\\SECRETMATERIAL\"",
            "%SECRETMATERIAL\n---\n")) {
      var refused =
          catchThrowableOfType(EncryptionFileException.class, () -> parse(HEAD + broken, "f"));
      assertThat(refused).as(broken).isNotNull();
      assertThat(refused.getMessage()).doesNotContain("SECRETMATERIAL");
      assertThat(refused).hasNoCause();
    }
  }

  @Test
  void neitherDepthNorLengthCostsMoreThanAnError() {
    for (String bomb : List.of("[".repeat(100_000), "a: ".repeat(50_000), "x".repeat(2_000_000))) {
      assertThat(catchThrowableOfType(EncryptionFileException.class, () -> parse(bomb, "f")))
          .isNotNull();
    }
  }

  @Test
  void aDigestTellsProvidersAndKeyNamesApartAndNothingOfTheSecrets() {
    EncryptionConfiguration known = parse(entry("secrets", aes("aescbc")));
    String digest = ofBoth(known, known);

    assertThat(ofBoth(parse(entry("secrets", aes("aescbc"))), known)).isEqualTo(digest);
    assertThat(ofBoth(known, parse(entry("secrets", aes("aesgcm"))))).isNotEqualTo(digest);
    assertThat(ofBoth(parse(entry("secrets", aes("aescbc").replace("key1", "key2"))), known))
        .isNotEqualTo(digest);
    assertThat(ofBoth(parse(entry("'*.*'", aes("aescbc"))), known)).isNotEqualTo(digest);
    assertThat(known.names()).contains("key1").doesNotContain(SECRET, "AAAA");
    assertThat(new BothEnds(Optional.empty(), Optional.empty()).digest()).isEmpty();
    assertThat(new BothEnds(Optional.of(known), Optional.empty()).digest())
        .isNotEqualTo(new BothEnds(Optional.empty(), Optional.of(known)).digest());
  }

  private static String ofBoth(EncryptionConfiguration source, EncryptionConfiguration target) {
    return new BothEnds(Optional.of(source), Optional.of(target)).digest();
  }

  private static String entry(String resource, String provider) {
    return "- resources: [%s]\n  providers: [%s]\n".formatted(resource, provider);
  }

  private static String aes(String provider) {
    return "{%s: {keys: [{name: key1, secret: \"%s\"}]}}".formatted(provider, SECRET);
  }

  private static Reading read(EncryptionConfiguration configuration, String value) {
    return configuration.read(Bytes.utf8("/registry/secrets/ns/a"), Bytes.utf8(value));
  }

  private static EncryptionConfiguration parse(String entries) {
    String text = entries.startsWith("{") ? entries : HEAD + "resources:\n" + entries;
    return parse(text, "test.yaml");
  }

  private static EncryptionConfiguration parse(String text, String fileName) {
    return EncryptionConfiguration.parse(text, fileName);
  }
}
