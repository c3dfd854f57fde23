package com.goterl.lazycode.lazysodium.utils;

/** Part of the stand-in, see {@link com.goterl.lazycode.lazysodium.LazySodiumJava}. */
public final class LibraryLoader {
  private LibraryLoader() {}

  /** The constants of the original, in its order. */
  public enum Mode {
    PREFER_SYSTEM,
    PREFER_BUNDLED,
    BUNDLED_ONLY,
    SYSTEM_ONLY
  }
}
