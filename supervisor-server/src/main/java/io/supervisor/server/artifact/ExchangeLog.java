package io.supervisor.server.artifact;

import io.supervisor.api.Hash;
import io.supervisor.api.PublicKey;
import java.nio.file.Path;

/** What the exchange has to tell. Called by any thread; must not block. */
public interface ExchangeLog {
  /** A file is asked for from now on. */
  void begun(Hash sha256, String progress);

  /** A file is whole, and in the store. */
  void fetched(Hash sha256);

  /** A peer did something wrong with a file. */
  void fault(PublicKey peer, Hash sha256, Fault fault);

  /** A peer sent something that is for no file. */
  void fault(PublicKey peer, Fault fault);

  /** Bytes of answers. */
  void received(long bytes);

  void sent(long bytes);

  /** A file that is to be given to a peer cannot be read. */
  void unreadable(Hash sha256, Exception problem);

  /** A file is no more what it was. */
  void damaged(Path file);

  /** What was fetched cannot be kept; it is tried again. */
  void unwritable(Hash sha256, Exception problem);

  /** The thread of the exchange has ended: nothing is fetched any more. */
  void failed(Throwable cause);
}
