package io.understudy.failover.access;

import io.understudy.service.api.TokenFilter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who has the token of a file may do everything. The file is read for each call. */
record TokenFileAuthority(Optional<Path> file) implements Authority {

  /** Who has the token is all that is known of a caller. */
  private static final Caller HOLDER =
      new Caller("the holder of the token", List.of(), "token-file");

  private record Holder(Caller caller) implements Identity {
    @Override
    public Optional<String> refusal(Right right) {
      return Optional.empty();
    }
  }

  @Override
  public Identity identify(Credentials shown) {
    TokenFilter.check(file, shown.header());
    return new Holder(HOLDER);
  }
}
