package io.understudy.failover.dns;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * By the API server, as {@code kubectl exec} does.
 *
 * @param timeout of one command
 */
record ApiServerExec(Duration timeout) implements PodExec {

  @Override
  public String run(KubernetesClient client, String namespace, String pod, List<String> command) {
    PrintedText printed = new PrintedText();
    try (ExecWatch running =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .writingOutput(printed)
            .writingError(printed)
            .exec(command.toArray(String[]::new))) {
      Integer exitCode = running.exitCode().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (exitCode == null) {
        throw new KubernetesClientException(
            "exec in pod "
                + pod
                + " was cut off before the command had ended, so what it printed is not whole");
      }
      if (printed.isCut()) {
        throw new KubernetesClientException(
            "the command in pod "
                + pod
                + " printed more than "
                + PrintedText.MAX_BYTES
                + " bytes, which is no answer that is meant");
      }
      return printed.text();
    } catch (ExecutionException failure) {
      throw new KubernetesClientException("exec in pod " + pod + " failed", failure);
    } catch (TimeoutException slow) {
      throw new KubernetesClientException(
          "exec in pod " + pod + " did not end in " + timeout.toSeconds() + " s", slow);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new KubernetesClientException("exec in pod " + pod + " was interrupted", interruption);
    }
  }
}
