package io.supervisor.core.merkledb;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** No records. */
final class EmptyView implements KeyValueView {
  @Override
  public byte @Nullable [] get(byte[] key) {
    return null;
  }

  @Override
  public Iterator<Map.Entry<byte[], byte[]>> scan(byte[] from, byte @Nullable [] to) {
    return Collections.emptyIterator();
  }
}
