package io.supervisor.core.merkledb.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.supervisor.api.proof.ListProof;
import io.supervisor.api.storage.Codecs;
import io.supervisor.core.merkledb.Fork;
import io.supervisor.core.merkledb.KeyValueView;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Lists so long that nodes are stored at several heights. */
class ListTreeTest {
  private static final int LENGTH = 5_000;

  @Test
  void aListDoesNotDependOnTheWayItCameAbout() {
    var random = new Random(1);
    var values = new ArrayList<Long>();
    var access = new Fork(KeyValueView.EMPTY).access("");
    var changed = access.proofList("changed", Codecs.u64());
    for (var i = 0; i < LENGTH; i++) {
      changed.add(0L);
      values.add(0L);
    }
    for (var i = 0; i < 300; i++) {
      var index = random.nextInt(values.size());
      changed.set(index, i + 1L);
      values.set(index, i + 1L);
      if (i % 50 == 49) {
        var size = values.size() - random.nextInt(300);
        changed.truncate(size);
        values.subList(size, values.size()).clear();
        while (values.size() < LENGTH) {
          changed.add((long) i);
          values.add((long) i);
        }
      }
    }
    var appended = access.proofList("appended", Codecs.u64());
    values.forEach(appended::add);

    assertThat(changed.objectHash()).isEqualTo(appended.objectHash());
    for (var i = 0; i < 200; i++) {
      var from = random.nextInt(LENGTH);
      var proof = changed.proof(from, from + 1L + random.nextInt(40));
      assertThat(proof.check(appended.objectHash()).orElseThrow().get(from))
          .contains(Codecs.u64().encode(values.get(from)));
      assertThat(proof.hashes()).isEqualTo(appended.proof(from, to(proof)).hashes());
    }
  }

  private static long to(ListProof proof) {
    return proof.entries().getLast().index() + 1;
  }

  @Test
  void mostNodesAreNotStored() {
    var fork = new Fork(KeyValueView.EMPTY);
    var list = fork.access("").proofList("list", Codecs.u64());
    for (var i = 0; i < LENGTH; i++) {
      list.add((long) i);
    }

    var nodes = fork.toPatch().changes().stream().filter(c -> c.key()[0] == 2).count();
    assertThat(nodes).isLessThan(LENGTH / 14);
  }
}
