package io.scp2p.api.spi;

/**
 * What a caller must show before raw secret bytes leave the type that guards them.
 *
 * <p>It grants nothing that the caller could not have anyway; it makes the moment visible. Every
 * place where a secret becomes an ordinary array names the one factory below, so that a search for
 * it lists all exposures, and a review can ask each of them where the bytes go next.
 *
 * <pre>{@code
 * byte[] seed = key.exportSeed(SecretAccess.iWillProtectTheExportedSecret());
 * }</pre>
 *
 * <p>Instances are immutable and may be shared between threads. Do not keep one in a field or pass
 * it through layers that do not themselves export a secret.
 */
public final class SecretAccess {
  private static final SecretAccess TOKEN = new SecretAccess();

  private SecretAccess() {}

  /**
   * The token. By asking for it the caller takes over what the guarding type did: the exported
   * bytes are not logged, not sent, not left in memory longer than needed, and overwritten
   * afterwards.
   *
   * @return the one instance
   */
  public static SecretAccess iWillProtectTheExportedSecret() {
    return TOKEN;
  }

  @Override
  public String toString() {
    return "SecretAccess";
  }
}
