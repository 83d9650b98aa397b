package io.understudy.service.access;

/**
 * Who has the token of a file is its holder; whoever else calls is asked about in the cluster. For
 * callers of another cluster, whose tokens this one cannot review.
 */
record TokenFileOrCluster(TokenFileAuthority file, Authority cluster) implements Authority {

  @Override
  public Identity identify(Credentials shown) {
    return file.holder(shown).orElseGet(() -> cluster.identify(shown));
  }
}
