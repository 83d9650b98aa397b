package io.understudy.etcd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Name and password of an etcd user.
 *
 * @param passwordFile read at each authentication, so that a new password needs no restart; a line
 *     end after the password does not belong to it
 */
public record Login(String username, Path passwordFile) {

  /**
   * @throws IllegalArgumentException if the file cannot be read or is empty; says which, and never
   *     what it holds
   */
  public String password() {
    String text;
    try {
      text = Files.readString(passwordFile);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(Pem.unreadable(passwordFile, unreadable), unreadable);
    }
    String password = text.stripTrailing();
    if (password.isEmpty()) {
      throw new IllegalArgumentException(passwordFile + " is empty; put the password into it");
    }
    return password;
  }
}
