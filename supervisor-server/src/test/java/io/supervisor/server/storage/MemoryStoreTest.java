package io.supervisor.server.storage;

import io.supervisor.core.merkledb.MemoryStore;
import io.supervisor.core.merkledb.Store;

class MemoryStoreTest extends StoreContract {
  @Override
  Store open() {
    return new MemoryStore();
  }
}
