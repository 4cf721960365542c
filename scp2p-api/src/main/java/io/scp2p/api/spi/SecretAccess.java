package io.scp2p.api.spi;

/**
 * The token for taking a secret key out of the SDK or putting one in. It carries no power of its
 * own: it makes every place that exposes a secret findable by a search for one name.
 */
public final class SecretAccess {
  private static final SecretAccess INSTANCE = new SecretAccess();

  private SecretAccess() {}

  /**
   * Says that the caller keeps what is exported away from logs, swap and other people.
   *
   * @return the token
   */
  public static SecretAccess iWillProtectTheExportedSecret() {
    return INSTANCE;
  }
}
