package io.understudy.service.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** An answer's body as text, unless it is longer than any that was meant. */
public final class BoundedText implements HttpResponse.BodySubscriber<String> {

  /** No status, plan or list of this product's services comes near it. */
  public static final int MAX_BYTES = 8 << 20;

  private final int maxBytes;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CompletableFuture<String> whole = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  private BoundedText(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Reading ends with an {@link IOException} as soon as it is more than {@link #MAX_BYTES}. */
  public static HttpResponse.BodyHandler<String> handler() {
    return handler(MAX_BYTES);
  }

  static HttpResponse.BodyHandler<String> handler(int maxBytes) {
    return head -> new BoundedText(maxBytes);
  }

  @Override
  public CompletionStage<String> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    begun.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      if (read.size() + part.remaining() > maxBytes) {
        if (subscription != null) {
          subscription.cancel();
        }
        whole.completeExceptionally(new TooLongException(maxBytes));
        return;
      }
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      read.writeBytes(bytes);
    }
  }

  @Override
  public void onError(Throwable failure) {
    whole.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    whole.complete(read.toString(StandardCharsets.UTF_8));
  }

  /** What answers is not what was meant. */
  static final class TooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    private TooLongException(int maxBytes) {
      super("more than %d bytes".formatted(maxBytes));
    }
  }
}
