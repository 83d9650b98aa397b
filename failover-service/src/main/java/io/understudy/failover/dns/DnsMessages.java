package io.understudy.failover.dns;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;

/** Sends messages to servers, each to the one that is named and to no other. */
final class DnsMessages {

  private final Duration timeout;

  /**
   * @param timeout of one question and its answer
   */
  DnsMessages(Duration timeout) {
    this.timeout = timeout;
  }

  /** Over UDP, over TCP again if the answer does not fit, as resolvers are asked. */
  Message send(ServerAddress server, Message message) throws IOException {
    return resolver(server).send(message);
  }

  Message sendOverTcp(ServerAddress server, Message message) throws IOException {
    SimpleResolver resolver = resolver(server);
    resolver.setTCP(true);
    return resolver.send(message);
  }

  /** The answer's signature is looked at, and stands in the answer. */
  Message sendSigned(ServerAddress server, Message message, TsigKey key) throws IOException {
    SimpleResolver resolver = resolver(server);
    resolver.setTCP(true);
    resolver.setTSIGKey(new TSIG(algorithm(key), name(key.name()), key.secret()));
    return resolver.send(message);
  }

  private SimpleResolver resolver(ServerAddress server) throws IOException {
    InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
    if (address.isUnresolved()) {
      throw new IOException("the server's own name cannot be resolved here");
    }
    SimpleResolver resolver = new SimpleResolver(address);
    resolver.setTimeout(timeout);
    return resolver;
  }

  private static Name algorithm(TsigKey key) throws TextParseException {
    return key.algorithm().equals("hmac-md5") ? TSIG.HMAC_MD5 : name(key.algorithm());
  }

  /** Of a full name, with its last dot or without. */
  static Name name(String name) throws TextParseException {
    return Name.fromString(name, Name.root);
  }

  /** Of a failure to get an answer. */
  static String why(ServerAddress server, IOException failure) {
    return "DNS server "
        + server.text()
        + " gives no answer ("
        + what(failure)
        + "); check its address, that it runs, and that nothing between blocks it";
  }

  /**
   * A question right after a refused one may find that one's channel just closed: it is the same.
   */
  private static String what(IOException failure) {
    String said = failure.getMessage();
    if (failure instanceof ConnectException || failure instanceof ClosedChannelException) {
      return "it takes no connection";
    }
    return said == null || said.isBlank() ? failure.getClass().getSimpleName() : said;
  }
}
