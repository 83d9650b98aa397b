package io.understudy.core.encryption;

import io.understudy.core.encryption.EncryptionConfiguration.Entry;
import io.understudy.core.encryption.EncryptionConfiguration.Provider;
import io.understudy.core.port.Bytes;
import io.understudy.core.yaml.SafeYaml;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/** Turns the text of an {@code EncryptionConfiguration} into one. */
final class EncryptionFileReader {

  private static final int MAX_CHARACTERS = 256 * 1024;
  private static final String API_VERSION = "apiserver.config.k8s.io/v1";
  private static final String KIND = "EncryptionConfiguration";
  private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "resources");
  private static final Set<String> ENTRY_FIELDS = Set.of("resources", "providers");
  private static final Set<String> PROVIDERS =
      Set.of("aescbc", "aesgcm", "secretbox", "identity", "kms");
  private static final Set<String> KEY_FIELDS = Set.of("name", "secret");
  private static final Set<Integer> AES_LENGTHS = Set.of(16, 24, 32);

  private final String fileName;

  private EncryptionFileReader(String fileName) {
    this.fileName = fileName;
  }

  static EncryptionConfiguration read(String text, String fileName) {
    return new EncryptionFileReader(fileName).configuration(compose(text, fileName));
  }

  /** What the YAML parser says may quote the file, so it is left out. */
  private static Node compose(String text, String fileName) {
    try {
      return SafeYaml.compose(text, MAX_CHARACTERS, "it needs a kind: " + KIND);
    } catch (SafeYaml.Refused refused) {
      throw new EncryptionFileException(
          fileName, refused.line(), String.valueOf(refused.getMessage()));
    }
  }

  private EncryptionConfiguration configuration(Node root) {
    ConfigurationFields fields = fields("the configuration", root, FIELDS);
    expect(fields, "apiVersion", API_VERSION);
    expect(fields, "kind", KIND);
    return new EncryptionConfiguration(fields.list("resources").stream().map(this::entry).toList());
  }

  private static void expect(ConfigurationFields fields, String field, String value) {
    if (!fields.text(field).equals(value)) {
      throw fields.problem(fields.required(field), "'" + field + "' must be " + value);
    }
  }

  private Entry entry(Node node) {
    ConfigurationFields fields = fields("an entry of 'resources'", node, ENTRY_FIELDS);
    List<ResourcePattern> resources =
        fields.list("resources").stream()
            .map(resource -> fields.text("each of 'resources'", resource))
            .map(ResourcePattern::of)
            .toList();
    List<Provider> providers = new ArrayList<>();
    fields.list("providers").forEach(provider -> providers.addAll(provider(provider)));
    return new Entry(resources, providers);
  }

  private List<Provider> provider(Node node) {
    ConfigurationFields fields = fields("a provider", node, PROVIDERS);
    if (fields.names().size() != 1) {
      throw fields.problem(node, "each of 'providers' must be exactly one provider");
    }
    String name = fields.names().iterator().next();
    Node value = fields.required(name);
    return switch (name) {
      case "identity" -> {
        fields("'identity'", value, Set.of());
        yield List.of(new Provider.Identity());
      }
      case "kms" -> List.of(kms(value));
      default -> keys(name, value);
    };
  }

  /** Its other fields are between the API server and its plugin. */
  private Provider kms(Node node) {
    String name = fields("'kms'", node, Set.of()).text("name");
    return new Provider.Kms(
        List.of(
            Bytes.utf8("k8s:enc:kms:v1:" + name + ":"),
            Bytes.utf8("k8s:enc:kms:v2:" + name + ":")));
  }

  private List<Provider> keys(String provider, Node node) {
    ConfigurationFields fields = fields("'" + provider + "'", node, Set.of("keys"));
    List<Provider> keys = new ArrayList<>();
    for (Node each : fields.list("keys")) {
      ConfigurationFields key = fields("a key of '" + provider + "'", each, KEY_FIELDS);
      Bytes prefix = Bytes.utf8("k8s:enc:" + provider + ":v1:" + key.text("name") + ":");
      keys.add(new Provider.Keyed(prefix, cipher(provider, key)));
    }
    return keys;
  }

  private static ValueCipher cipher(String provider, ConfigurationFields key) {
    byte[] secret = secret(key);
    boolean box = provider.equals("secretbox");
    boolean fits = box ? secret.length == 32 : AES_LENGTHS.contains(secret.length);
    if (!fits) {
      String shall = box ? "32" : "16, 24 or 32";
      throw key.problem(
          key.required("secret"),
          "'secret' is " + secret.length + " bytes long, it must be " + shall + " before base64");
    }
    return switch (provider) {
      case "aescbc" -> new AesCbc(secret);
      case "aesgcm" -> new AesGcm(secret);
      default -> new SecretBox(secret);
    };
  }

  private static byte[] secret(ConfigurationFields key) {
    try {
      return Base64.getDecoder().decode(key.text("secret"));
    } catch (IllegalArgumentException quotesTheSecret) {
      throw key.problem(key.required("secret"), "'secret' is not base64");
    }
  }

  private ConfigurationFields fields(String what, Node node, Set<String> allowed) {
    return new ConfigurationFields(fileName, what, node, allowed);
  }
}
