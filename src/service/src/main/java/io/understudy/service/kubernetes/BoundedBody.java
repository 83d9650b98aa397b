package io.understudy.service.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The body of an API server's answer, unless it is longer than any that was meant. For one answer.
 */
public final class BoundedBody implements AsyncBody.Consumer<List<ByteBuffer>> {

  private final int maxBytes;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CompletableFuture<String> whole = new CompletableFuture<>();

  public BoundedBody(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Begins to read it.
   *
   * @return the text of it; fails with an {@link IOException} as soon as it is too long
   */
  public CompletableFuture<String> begin(AsyncBody body) {
    body.done().whenComplete((nothing, failure) -> ended(failure));
    body.consume();
    return whole;
  }

  @Override
  public void consume(List<ByteBuffer> parts, AsyncBody body) {
    for (ByteBuffer part : parts) {
      if (read.size() + part.remaining() > maxBytes) {
        whole.completeExceptionally(new IOException("more than " + maxBytes + " bytes"));
        body.cancel();
        return;
      }
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      read.writeBytes(bytes);
    }
    body.consume();
  }

  private void ended(@Nullable Throwable failure) {
    if (failure == null) {
      whole.complete(read.toString(StandardCharsets.UTF_8));
    } else {
      whole.completeExceptionally(failure);
    }
  }
}
