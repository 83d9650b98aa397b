package io.understudy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Each file that a variable names is mounted into that container, by a volume that has it. */
final class MountedFiles {

  private MountedFiles() {}

  static void hold(PodSpec pod, List<HasMetadata> objects) {
    for (Container container : pod.getContainers()) {
      for (EnvVar variable : container.getEnv()) {
        if (variable.getName().matches(".*_FILES?") && variable.getValue() != null) {
          isThere(Path.of(variable.getValue()), pod, container, objects);
        }
      }
    }
  }

  private static void isThere(
      Path file, PodSpec pod, Container container, List<HasMetadata> objects) {
    VolumeMount mount =
        container.getVolumeMounts().stream()
            .filter(one -> file.startsWith(one.getMountPath()))
            .findFirst()
            .orElseThrow(() -> new AssertionError(file + " is under no mount"));
    Volume volume =
        pod.getVolumes().stream()
            .filter(one -> one.getName().equals(mount.getName()))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no volume " + mount.getName()));
    String path = Path.of(mount.getMountPath()).relativize(file).toString();
    if (volume.getEmptyDir() == null && volume.getPersistentVolumeClaim() == null) {
      assertThat(paths(volume, objects))
          .as("%s in volume %s", file, volume.getName())
          .contains(path);
    }
  }

  private static Set<String> paths(Volume volume, List<HasMetadata> objects) {
    if (volume.getSecret() != null) {
      return volume.getSecret().getItems().stream()
          .map(KeyToPath::getPath)
          .collect(Collectors.toSet());
    }
    if (volume.getProjected() != null) {
      return volume.getProjected().getSources().stream()
          .filter(source -> source.getServiceAccountToken() != null)
          .map(source -> source.getServiceAccountToken().getPath())
          .collect(Collectors.toSet());
    }
    String name = volume.getConfigMap().getName();
    return Chart.one(objects, ConfigMap.class, name).getData().keySet();
  }
}
