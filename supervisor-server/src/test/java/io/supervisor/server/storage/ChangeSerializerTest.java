package io.supervisor.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.core.merkledb.PersistentRecords;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;

class ChangeSerializerTest {
  @Test
  void anEmptyValueIsNotARemovedOne() throws IOException {
    var empty = writtenAndRead(new byte[0]);
    assertThat(empty).isNotSameAs(PersistentRecords.REMOVED);
    assertThat(empty).isEmpty();
    assertThat(writtenAndRead(PersistentRecords.REMOVED)).isSameAs(PersistentRecords.REMOVED);
    for (var size : new int[] {1, 126, 127, 128, 70_000}) {
      var value = new byte[size];
      value[size - 1] = 7;
      assertThat(writtenAndRead(value)).isEqualTo(value);
    }
  }

  private static byte[] writtenAndRead(byte[] value) throws IOException {
    var out = new DataOutput2();
    ChangeSerializer.INSTANCE.serialize(out, value);
    return ChangeSerializer.INSTANCE.deserialize(new DataInput2.ByteArray(out.copyBytes()), -1);
  }
}
