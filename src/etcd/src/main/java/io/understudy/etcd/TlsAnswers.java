package io.understudy.etcd;

import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells a connection that somebody answered, but not to our liking, from one that nobody did. */
public final class TlsAnswers {

  private TlsAnswers() {}

  /**
   * Whether a failure shows that somebody is there: a certificate came that is not trusted, ours
   * was refused, or bytes came that are no TLS. A connection that is closed amid the handshake
   * shows nothing: so does a proxy with nothing behind it.
   */
  public static boolean isOneIn(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean isAnswer =
          switch (cause) {
            case CertificateException certificate -> true;
            case CertPathBuilderException unsigned -> true;
            case NotSslRecordException plain -> true;
            case SSLException alert -> isAlert(alert);
            default -> false;
          };
      if (isAnswer) {
        return true;
      }
    }
    return false;
  }

  /** The JDK has no type for it. */
  static boolean isAlert(SSLException failure) {
    return String.valueOf(failure.getMessage()).contains("fatal alert");
  }
}
