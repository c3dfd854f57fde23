package com.goterl.lazycode.lazysodium;

import com.goterl.lazycode.lazysodium.utils.LibraryLoader;

/** Part of the stand-in, see {@link LazySodiumJava}. */
public final class SodiumJava {
  public SodiumJava(LibraryLoader.Mode mode) {}
}
