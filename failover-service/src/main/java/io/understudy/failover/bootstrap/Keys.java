package io.understudy.failover.bootstrap;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.ContentVerifierProvider;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentSignerBuilder;
import org.bouncycastle.operator.bc.BcContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.operator.bc.BcECContentVerifierProviderBuilder;
import org.bouncycastle.operator.bc.BcRSAContentSignerBuilder;
import org.bouncycastle.operator.bc.BcRSAContentVerifierProviderBuilder;

/**
 * RSA and elliptic curves; nothing is looked up by a provider's name, so native code has it all.
 */
final class Keys {

  private Keys() {}

  /**
   * @throws IllegalArgumentException if it is neither RSA nor of an elliptic curve
   */
  static AsymmetricKeyParameter secret(PrivateKeyInfo info) {
    AsymmetricKeyParameter key;
    try {
      key = PrivateKeyFactory.createKey(info);
    } catch (IOException | RuntimeException broken) {
      throw new IllegalArgumentException("a private key that is broken or of an unknown kind");
    }
    if (key instanceof RSAKeyParameters || key instanceof ECPrivateKeyParameters) {
      return key;
    }
    throw new IllegalArgumentException(
        "a private key that is neither RSA nor of an elliptic curve (ECDSA)");
  }

  /** A new key on the curve P-256. */
  static AsymmetricCipherKeyPair generate(SecureRandom random) {
    ECKeyPairGenerator generator = new ECKeyPairGenerator();
    generator.init(
        new ECKeyGenerationParameters(
            ECNamedDomainParameters.lookup(SECObjectIdentifiers.secp256r1), random));
    return generator.generateKeyPair();
  }

  static boolean isPair(SubjectPublicKeyInfo open, AsymmetricKeyParameter secret) {
    return publicKey(open)
        .map(
            key ->
                switch (secret) {
                  case RSAKeyParameters rsa ->
                      key instanceof RSAKeyParameters other
                          && rsa.getModulus().equals(other.getModulus());
                  case ECPrivateKeyParameters ec ->
                      key instanceof ECPublicKeyParameters other
                          && new FixedPointCombMultiplier()
                              .multiply(ec.getParameters().getG(), ec.getD())
                              .normalize()
                              .equals(other.getQ().normalize());
                  default -> false;
                })
        .orElse(false);
  }

  private static Optional<AsymmetricKeyParameter> publicKey(SubjectPublicKeyInfo open) {
    try {
      return Optional.of(PublicKeyFactory.createKey(open));
    } catch (IOException | RuntimeException unknown) {
      return Optional.empty();
    }
  }

  /** Whether a certificate bears the signature of this CA. */
  static boolean hasSigned(X509CertificateHolder ca, X509CertificateHolder certificate) {
    if (!ca.getSubject().equals(certificate.getIssuer())) {
      return false;
    }
    BcContentVerifierProviderBuilder builder =
        publicKey(ca.getSubjectPublicKeyInfo())
                .filter(RSAKeyParameters.class::isInstance)
                .isPresent()
            ? new BcRSAContentVerifierProviderBuilder(new DefaultDigestAlgorithmIdentifierFinder())
            : new BcECContentVerifierProviderBuilder(new DefaultDigestAlgorithmIdentifierFinder());
    try {
      ContentVerifierProvider verifier = builder.build(ca);
      return certificate.isSignatureValid(verifier);
    } catch (OperatorCreationException | CertException | RuntimeException unlike) {
      return false;
    }
  }

  static ContentSigner signer(AsymmetricKeyParameter key, SecureRandom random) {
    boolean isRsa = key instanceof RSAKeyParameters;
    var algorithm =
        new DefaultSignatureAlgorithmIdentifierFinder()
            .find(isRsa ? "SHA256WITHRSA" : "SHA256WITHECDSA");
    var digest = new DefaultDigestAlgorithmIdentifierFinder().find(algorithm);
    BcContentSignerBuilder builder =
        isRsa
            ? new BcRSAContentSignerBuilder(algorithm, digest)
            : new BcECContentSignerBuilder(algorithm, digest);
    try {
      return builder.setSecureRandom(random).build(key);
    } catch (OperatorCreationException unusable) {
      throw new IllegalArgumentException("the CA's private key cannot sign", unusable);
    }
  }
}
