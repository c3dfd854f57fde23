package io.supervisor.server.storage;

import io.supervisor.core.merkledb.PersistentRecords;
import java.io.IOException;
import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;
import org.mapdb.serializer.GroupSerializerObjectArray;

/** A value: its size plus one, then its bytes; {@link PersistentRecords#REMOVED} is a zero. */
final class ChangeSerializer extends GroupSerializerObjectArray<byte[]> {
  static final ChangeSerializer INSTANCE = new ChangeSerializer();

  private ChangeSerializer() {}

  @Override
  public void serialize(DataOutput2 out, byte[] value) throws IOException {
    if (value == PersistentRecords.REMOVED) {
      out.packInt(0);
    } else {
      out.packInt(value.length + 1);
      out.write(value);
    }
  }

  @Override
  public byte[] deserialize(DataInput2 in, int available) throws IOException {
    var size = in.unpackInt() - 1;
    if (size < 0) {
      return PersistentRecords.REMOVED;
    }
    var value = new byte[size];
    in.readFully(value);
    return value;
  }

  @Override
  public boolean isTrusted() {
    return true;
  }
}
